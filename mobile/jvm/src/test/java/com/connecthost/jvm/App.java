package com.connecthost.jvm;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Problem;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * An app in a process of its own: "App FOLDER COMMAND...". It keeps its key, its return link and the
 * newest snapshot in the folder, as an app keeps them in its storage. It prints what its host is told
 * and what its commands answer, a line each, then "ready", and waits to be killed.
 *
 * <p>Commands: visit (open a session and send the user to the bank), restore, return URL, checked
 * STATE, close.
 */
final class App {
    private final Path folder;
    private final Recorder host = new Recorder();
    private Session session;

    private App(Path folder) {
        this.folder = folder;
        host.reaction = what -> {
            System.out.println(what);
            if (what.equals("persist")) {
                persist();
            }
        };
    }

    public static void main(String[] args) throws Exception {
        App app = new App(Path.of(args[0]));
        for (int i = 1; i < args.length; i++) {
            switch (args[i]) {
                case "visit" -> app.visit();
                case "restore" -> app.restore();
                case "return" -> app.answer(app.session.returnLink(args[++i]));
                case "checked" -> app.answer(app.session.memberChecked("MBR-1", "", Integer.parseInt(args[++i])));
                case "close" -> app.answer(app.session.close());
                default -> throw new IllegalArgumentException(args[i]);
            }
        }
        System.out.println("ready");
        Thread.sleep(Long.MAX_VALUE);
    }

    private void visit() throws Exception {
        Settings settings = settings();
        Files.write(folder.resolve("key"), KeySealer.random(32));
        Files.writeString(folder.resolve("link"), settings.makeReturnURL("myapp://bank", KeySealer.random(16)).url());
        session = Connect.open(settings, Widget.URL, host);
        answer(session.start());
        session.navigate(Widget.oauthRequested("MBR-1"), Connect.MainFrame);
    }

    private void restore() throws Exception {
        byte[] snapshot = Files.readAllBytes(folder.resolve("snapshot"));
        session = Connect.restore(settings(), snapshot, sealer(), host);
        answer(session.start());
    }

    static Settings settings() {
        Settings settings = new Settings();
        settings.setID("checkout-7");
        return settings;
    }

    /** Stores the snapshot in one step: the process may be killed at any moment. */
    private void persist() throws Exception {
        Path fresh = Files.createTempFile(folder, "snapshot", "");
        Files.write(fresh, session.snapshot(sealer()));
        Files.move(fresh, folder.resolve("snapshot"), StandardCopyOption.ATOMIC_MOVE);
    }

    private KeySealer sealer() throws IOException {
        return new KeySealer(Files.readAllBytes(folder.resolve("key")));
    }

    private void answer(Problem problem) {
        if (problem != null) {
            System.out.println("refused " + problem.code());
        }
    }
}
