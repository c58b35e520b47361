package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.connecthost.connect.Clock;
import com.connecthost.connect.Connect;
import com.connecthost.connect.Host;
import com.connecthost.connect.Problem;
import com.connecthost.connect.Session;
import com.connecthost.connect.Settings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The widget of the tests, and sessions that show it. */
final class Widget {
    static final String ORIGIN = "https://widgets.example";
    static final String URL = ORIGIN + "/md/connect/token-1";
    static final String DONE = "mx://connect/connected/primaryAction";
    static final String BANK = "https://bank.example/login?state=s";

    private Widget() {}

    /** The address with which the widget says something. */
    static String event(String name, String metadata) {
        return "mx://" + name + "?metadata=" + URLEncoder.encode(metadata, StandardCharsets.UTF_8);
    }

    static String connected(String member) {
        return event("connect/memberConnected", "{\"member_guid\":\"" + member + "\"}");
    }

    static String oauthRequested(String member) {
        return event("connect/oauthRequested", "{\"member_guid\":\"" + member + "\",\"url\":\"" + BANK + "\"}");
    }

    /** A session that has loaded the widget; the host has forgotten it. */
    static Session started(Settings settings, Recorder host) throws Exception {
        Session session = opened(settings, host);
        assertEquals(List.of("load " + URL), host.told);
        host.forget();
        return session;
    }

    static Session opened(Settings settings, Host host) throws Exception {
        Session session = Connect.open(settings, URL, host);
        assertNull(session.start());
        return session;
    }

    static Session started(Recorder host) throws Exception {
        return started(new Settings(), host);
    }

    /** The code of a problem, empty when there is none. */
    static String code(Problem problem) {
        return problem == null ? "" : problem.code();
    }

    /** A clock that stands still unless it is told to go on by itself. */
    static final class Hand implements Clock {
        final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
        final long step;

        Hand(long step) {
            this.step = step;
        }

        @Override
        public long nowMillis() {
            return millis.addAndGet(step);
        }
    }

    /** Settings with a clock that goes on by step milliseconds at each look. */
    static Settings ticking(long step) {
        Settings settings = new Settings();
        settings.setClock(new Hand(step));
        settings.setInactivityMillis(-1);
        settings.setLoadMillis(-1);
        return settings;
    }
}
