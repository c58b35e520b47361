package com.connecthost.jvm;

import com.connecthost.connect.Event;
import com.connecthost.connect.Host;
import com.connecthost.connect.Outcome;
import com.connecthost.connect.Problem;
import java.util.ArrayList;
import java.util.List;

/** A host that writes down what it was told, in the order in which it was told. */
class Recorder implements Host {
    /** What a host does beside: may throw what it likes. */
    interface Reaction {
        void to(String what) throws Exception;
    }

    final List<String> told = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final List<Problem> warnings = new ArrayList<>();
    final List<String> posted = new ArrayList<>();
    Outcome outcome;
    Reaction reaction = what -> {};

    private void tell(String what) throws Exception {
        told.add(what);
        reaction.to(what);
    }

    /** Forgets what it was told so far. */
    void forget() {
        told.clear();
        events.clear();
        warnings.clear();
        posted.clear();
    }

    List<String> warned() {
        return warnings.stream().map(Problem::code).toList();
    }

    @Override
    public void load(String url) throws Exception {
        tell("load " + url);
    }

    @Override
    public void event(Event e) throws Exception {
        events.add(e);
        tell("event " + e.name());
    }

    @Override
    public void openExternal(String url) throws Exception {
        tell("open " + url);
    }

    @Override
    public void post(String json, String targetOrigin) throws Exception {
        posted.add(json);
        tell("post to " + targetOrigin);
    }

    @Override
    public void persist() throws Exception {
        tell("persist");
    }

    @Override
    public void needURL(String memberGUID) throws Exception {
        tell("need " + memberGUID);
    }

    @Override
    public void checkMember(String memberGUID) throws Exception {
        tell("check " + memberGUID);
    }

    @Override
    public void warn(Problem problem) throws Exception {
        warnings.add(problem);
        tell("warn " + problem.code());
    }

    @Override
    public void closeView() throws Exception {
        tell("close");
    }

    @Override
    public void outcome(Outcome end) throws Exception {
        outcome = end;
        tell("outcome " + end.result());
    }
}
