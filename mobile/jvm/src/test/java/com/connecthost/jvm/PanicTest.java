package com.connecthost.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.connecthost.connect.Connect;
import com.connecthost.connect.Event;
import com.connecthost.connect.Member;
import com.connecthost.connect.Outcome;
import com.connecthost.connect.ReturnURL;
import com.connecthost.connect.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Go panics must not end the process. gobind gives every class a constructor, and what it makes has
 * nothing inside: the core runs into nil pointers, which are panics and, for the processor, the same
 * faults that the JVM handles itself.
 */
class PanicTest {
    private static final int MANY = 2000;

    @Test
    void aNilPointerInTheCoreIsRecovered() {
        Session none = new Session();
        for (int i = 0; i < MANY; i++) {
            assertFalse(none.ended());
            assertEquals("", none.returnURL());
        }
    }

    @Test
    void objectsThatNobodyMadeAnswerWithProblemsOrNothing() {
        Session none = new Session();
        assertEquals(Connect.CodeConfigInvalid, Widget.code(none.start()));
        assertEquals(Connect.ActionBlock, none.navigate(Widget.URL, Connect.MainFrame).action());
        assertNotNull(none.navigate(Widget.URL, Connect.MainFrame).problem());
        assertNotNull(none.close());
        assertNotNull(none.returnLink("mx://oauth_complete"));
        assertThrows(Exception.class, () -> none.snapshot(new KeySealer()));
        assertEquals("", new Event().memberGUID());
        assertEquals("", new Event().text("a.b"));
        assertNull(new Outcome().member(0));
        assertEquals("", new Member().guid());
        assertEquals("", new ReturnURL().url());
    }

    @Test
    void theJVMStillHandlesItsOwnFaults() throws Exception {
        Session none = new Session();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> bothFault(none));
            thread.setUncaughtExceptionHandler((where, what) -> failures.add(what));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
    }

    /** Compiled code finds null by a fault of the processor, as Go does. */
    private static void bothFault(Session none) {
        String[] nothing = new String[1];
        for (int i = 0; i < MANY; i++) {
            assertFalse(none.ended());
            assertThrows(NullPointerException.class, () -> nothing[0].length());
        }
    }
}
