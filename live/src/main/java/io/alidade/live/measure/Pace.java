package io.alidade.live.measure;

/// Whoever waits for a measurement: is told how far it is, and may end it before its time.
public interface Pace {
    /// Measures all that there is to measure, and tells nobody.
    Pace PATIENT = new Pace() {
        @Override
        public boolean lasts() {
            return true;
        }

        @Override
        public void at(long done, long all) {}
    };

    /// False once it shall end with what is known.
    boolean lasts();

    /// Of so many pieces, so many are done.
    void at(long done, long all);
}
