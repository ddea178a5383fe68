package io.alidade.view.picture;

import io.alidade.view.picture.Mark.Anchor;
import io.alidade.view.picture.Mark.Shape;
import io.alidade.view.picture.Mark.Subject;
import io.alidade.view.picture.Scene.Bar;
import io.alidade.view.picture.Scene.Cell;
import io.alidade.view.picture.Scene.Chip;
import io.alidade.view.picture.Scene.Slice;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// The smallest boxes: a CPU, a bar, a device, a patch of a key.
sealed interface Piece extends Box {
    Subject DECORATION = new Subject.Decoration();

    /// The style of what is used like this.
    static String style(Use use) {
        return use.kind() == Use.Kind.HELD ? "p" + use.pod() % Palette.size()
                : use.kind().name().toLowerCase(Locale.ROOT);
    }

    /// The style of text on it.
    static String ink(Use use) {
        return use.kind() == Use.Kind.HELD ? "on-p" + use.pod() % Palette.size() : "ink";
    }

    /// One CPU, with its number.
    record CpuCell(Cell cell, double width) implements Piece {
        static final double HEIGHT = 14;
        private static final double MARK = 4;

        /// A width in which every number up to this fits.
        static double width(int highest) {
            return Math.max(18, Font.CELL.width(Integer.toString(highest)) + 6);
        }

        @Override
        public double height() {
            return HEIGHT;
        }

        @Override
        public void place(Canvas canvas, double x, double y, double ignoredWidth, double ignoredHeight) {
            Shape shape = new Shape("cell " + style(cell.use()), new Subject.Cpu(cell.cpu()), x, y, width, HEIGHT, 2,
                    cell.hint());
            canvas.shape(shape);
            if (cell.isolated()) {
                canvas.frame("isolated", x + width - MARK - 1, y + 1, MARK, MARK, MARK / 2);
            }
            canvas.centred(Font.CELL, ink(cell.use()), shape, Integer.toString(cell.cpu()));
        }
    }

    /// An amount as a bar, with a line of text above: what it is, how much there is, how much of it is free.
    record AmountBar(Bar bar, double width) implements Piece {
        private static final double HEIGHT = 13;
        private static final double LEAST = 2;
        private static final double GAP = 12;

        private static String text(Bar bar) {
            return bar.label() + " " + bar.amount();
        }

        private static String free(Bar bar) {
            Set<Use.Kind> kinds = bar.slices().stream().map(slice -> slice.use().kind()).collect(Collectors.toSet());
            return bar.slices().stream().filter(slice -> slice.use().kind() == Use.Kind.FREE)
                    .map(slice -> kinds.size() == 1 ? "all free" : slice.text() + " free").findFirst()
                    .orElse(kinds.contains(Use.Kind.HELD) ? "none free" : "");
        }

        /// The least room for its texts.
        static double leastWidth(Bar bar) {
            double right = Font.DETAIL.width(free(bar));
            return Font.DETAIL.width(text(bar)) + (right > 0 ? GAP + right : 0);
        }

        @Override
        public double height() {
            return Font.DETAIL.lineHeight() + HEIGHT;
        }

        @Override
        public void place(Canvas canvas, double x, double y, double room, double ignoredHeight) {
            canvas.text(Font.DETAIL, "ink", Anchor.START, x, y, text(bar));
            canvas.text(Font.DETAIL, "faint", Anchor.END, x + room, y, free(bar));
            double top = y + Font.DETAIL.lineHeight();
            double[] widths = widths(room);
            double left = x;
            for (int i = 0; i < widths.length; i++) {
                Slice slice = bar.slices().get(i);
                String holder = slice.use().kind() == Use.Kind.HELD ? ShownPod.letter(slice.use().pod()) + " " : "";
                Shape shape = new Shape("slice " + style(slice.use()), DECORATION, left, top, widths[i], HEIGHT, 0,
                        bar.label() + ": " + slice.text() + " " + (holder.isEmpty() ? slice.use().kind().meaning()
                                : "of " + holder.strip()));
                canvas.shape(shape);
                String full = holder + slice.text();
                String shown = Font.CELL.width(full) + 4 <= widths[i] ? full : holder.strip();
                boolean named = slice.use().kind() == Use.Kind.HELD;
                if (named && Font.CELL.width(shown) + 2 <= widths[i]) {
                    canvas.centred(Font.CELL, ink(slice.use()), shape, shown);
                }
                left += widths[i];
            }
            canvas.frame("outline", x, top, room, HEIGHT, 0);
        }

        /// In proportion, but so that every slice can be seen.
        private double[] widths(double room) {
            int count = bar.slices().size();
            double[] widths = new double[count];
            double least = Math.min(LEAST, room / Math.max(1, count));
            double spread = room - least * count;
            for (int i = 0; i < count; i++) {
                widths[i] = least + spread * ((double) bar.slices().get(i).amount() / bar.total());
            }
            return widths;
        }
    }

    /// One device.
    record DeviceChip(Chip chip, double width) implements Piece {
        private static final double HEIGHT = 15;

        static String text(Chip chip) {
            return chip.use().kind() == Use.Kind.HELD ? ShownPod.letter(chip.use().pod()) + " " + chip.text()
                    : chip.text();
        }

        static double width(Chip chip) {
            return Font.CELL.width(text(chip)) + 12;
        }

        @Override
        public double height() {
            return HEIGHT;
        }

        @Override
        public void place(Canvas canvas, double x, double y, double ignoredWidth, double ignoredHeight) {
            Shape shape = new Shape("chip " + style(chip.use()), new Subject.DeviceChip(), x, y, width, HEIGHT,
                    HEIGHT / 2, chip.hint());
            canvas.shape(shape);
            canvas.centred(Font.CELL, ink(chip.use()), shape, text(chip));
        }
    }

    /// A piece of a key, with a letter or nothing on it.
    record Patch(String style, String ink, String text, boolean isolated) implements Piece {
        private static final double WIDTH = 20;
        private static final double HEIGHT = 14;

        static Patch of(Use use, String text) {
            return new Patch("cell " + Piece.style(use), Piece.ink(use), text, false);
        }

        @Override
        public double width() {
            return WIDTH;
        }

        @Override
        public double height() {
            return HEIGHT;
        }

        @Override
        public void place(Canvas canvas, double x, double y, double ignoredWidth, double ignoredHeight) {
            Shape shape = new Shape(style, DECORATION, x, y, WIDTH, HEIGHT, 2, "");
            canvas.shape(shape);
            if (isolated) {
                canvas.frame("isolated", x + WIDTH - 5, y + 1, 4, 4, 2);
            }
            if (!text.isEmpty()) {
                canvas.centred(Font.CELL, ink, shape, text);
            }
        }
    }

    /// A distance, darker the farther it is.
    ///
    /// @param shade 0 to 4
    record Distance(String text, int shade, double width) implements Piece {
        private static final double HEIGHT = 15;

        @Override
        public double height() {
            return HEIGHT;
        }

        @Override
        public void place(Canvas canvas, double x, double y, double ignoredWidth, double ignoredHeight) {
            Shape shape = new Shape("distance d" + shade, DECORATION, x, y, width, HEIGHT, 0, "");
            canvas.shape(shape);
            canvas.centred(Font.CELL, "ink", shape, text);
        }
    }
}
