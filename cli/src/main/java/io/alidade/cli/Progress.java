package io.alidade.cli;

import io.alidade.cli.Outlets.Outlet;

/// Shows on a terminal how far a long command is: a count on one line of standard error, which the end clears.
final class Progress {
    private final Session session;
    private final String unit;
    private boolean shown;

    Progress(Session session, String unit) {
        this.session = session;
        this.unit = unit;
    }

    void at(int count) {
        if (session.outlets().err() == Outlet.TERMINAL) {
            session.err().print("\r" + count + " " + unit);
            session.err().flush();
            shown = true;
        }
    }

    void end() {
        if (shown) {
            session.err().print("\r\u001b[K");
            session.err().flush();
        }
    }
}
