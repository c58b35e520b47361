package android.content;

/** Stands for Android's class, which gobind's Seq names and this machine does not have. */
public abstract class Context {}
