package io.alidade.kube.checkpoint;

import io.alidade.engine.settings.KubeletVersion;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Map;

/// Looks whether a kubelet can decode what a device plugin answered for a container: a `ContainerAllocateResponse` in the encoding
/// of protocol buffers (device-manager 9, 11). Nothing is kept of it.
final class PluginAnswer {
    /// What a field of a message holds; each but [#FLAG] is bytes with their length before them.
    private enum Kind {
        TEXT, FLAG, PAIR, MOUNT, NODE, NAME
    }

    private static final Map<Integer, Kind> RESPONSE = Map.of(1, Kind.PAIR, 2, Kind.MOUNT, 3, Kind.NODE, 4, Kind.PAIR,
            5, Kind.NAME);
    private static final Map<Kind, Map<Integer, Kind>> FIELDS = Map.of(
            Kind.PAIR, Map.of(1, Kind.TEXT, 2, Kind.TEXT),
            Kind.MOUNT, Map.of(1, Kind.TEXT, 2, Kind.TEXT, 3, Kind.FLAG),
            Kind.NODE, Map.of(1, Kind.TEXT, 2, Kind.TEXT, 3, Kind.TEXT),
            Kind.NAME, Map.of(1, Kind.TEXT));

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int BYTES = 2;
    private static final int GROUP = 3;
    private static final int GROUP_END = 4;
    private static final int FOUR_BYTES = 5;
    private static final int MAX_FIELD = (1 << 29) - 1;
    private static final int MAX_GROUPS = 10_000;
    private static final int MAX_VARINT_BYTES = 10;

    private final byte[] bytes;
    /// As kubelets up to 1.33 do, which on the other hand do not look at texts, and at the numbers of groups.
    private final boolean checksTypes;
    private int next;

    private PluginAnswer(byte[] bytes, boolean checksTypes) {
        this.bytes = bytes;
        this.checksTypes = checksTypes;
    }

    /// It cannot be decoded.
    private static final class Undecodable extends Exception {
        private static final long serialVersionUID = 1L;

        Undecodable(String message) {
            super(message);
        }
    }

    /// Whether a kubelet of a version can decode one.
    static boolean isDecodable(String base64, KubeletVersion version) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            new PluginAnswer(bytes, version.checksTypesOfPluginAnswers()).message(RESPONSE, bytes.length);
            return true;
        } catch (Undecodable | IllegalArgumentException undecodable) {
            return false;
        }
    }

    private void message(Map<Integer, Kind> fields, int end) throws Undecodable {
        while (next < end) {
            long tag = varint(end);
            if (checksTypes && fields.equals(FIELDS.get(Kind.PAIR)) && (tag >>> 3 == 1 || tag >>> 3 == 2)) {
                // Of a pair its types are the only ones that these do not look at.
                value(Kind.TEXT, end);
                continue;
            }
            int type = (int) (tag & 7);
            Kind kind = fields.get(number(tag, MAX_FIELD));
            if (type == GROUP_END) {
                throw new Undecodable("a group ends that has not begun");
            }
            if (kind == null) {
                skip(tag, end);
            } else if (type == (kind == Kind.FLAG ? VARINT : BYTES)) {
                value(kind, end);
            } else if (checksTypes) {
                throw new Undecodable("a field has another type");
            } else {
                skip(tag, end);
            }
        }
    }

    private void value(Kind kind, int end) throws Undecodable {
        if (kind == Kind.FLAG) {
            long _ = varint(end);
            return;
        }
        int valueEnd = valueEnd(end);
        if (kind == Kind.TEXT) {
            text(valueEnd);
        } else {
            message(FIELDS.getOrDefault(kind, Map.of()), valueEnd);
        }
    }

    private void text(int end) throws Undecodable {
        try {
            if (!checksTypes) {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, next, end - next));
            }
            next = end;
        } catch (CharacterCodingException malformed) {
            throw new Undecodable("a text is not UTF-8");
        }
    }

    private static int number(long tag, int max) throws Undecodable {
        long number = tag >>> 3;
        if (number < 1 || number > max) {
            throw new Undecodable("no field has the number " + number);
        }
        return (int) number;
    }

    /// Passes over the value of a field that is not known.
    private void skip(long tag, int end) throws Undecodable {
        Deque<Long> groups = new ArrayDeque<>();
        long current = tag;
        while (true) {
            switch ((int) (current & 7)) {
                case VARINT -> varint(end);
                case EIGHT_BYTES -> forward(Long.BYTES, end);
                case FOUR_BYTES -> forward(Integer.BYTES, end);
                case BYTES -> next = valueEnd(end);
                case GROUP -> {
                    groups.push(current & ~7);
                    if (groups.size() > MAX_GROUPS + 1) {
                        throw new Undecodable("there are too many groups in each other");
                    }
                }
                case GROUP_END -> {
                    if (groups.isEmpty() || (groups.pop() != (current & ~7) && !checksTypes)) {
                        throw new Undecodable("a group ends that has not begun");
                    }
                }
                default -> throw new Undecodable("a field has no type");
            }
            if (groups.isEmpty()) {
                return;
            }
            current = varint(end);
            if (!checksTypes) {
                int _ = number(current, Integer.MAX_VALUE);
            }
        }
    }

    private int valueEnd(int end) throws Undecodable {
        long length = varint(end);
        if (length < 0 || length > end - next) {
            throw new Undecodable("a value is cut off");
        }
        return next + (int) length;
    }

    private void forward(int count, int end) throws Undecodable {
        if (count > end - next) {
            throw new Undecodable("a value is cut off");
        }
        next += count;
    }

    private long varint(int end) throws Undecodable {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            forward(1, end);
            byte part = bytes[next - 1];
            value |= (part & 0x7FL) << (7 * i);
            if (part >= 0) {
                if (i == MAX_VARINT_BYTES - 1 && part > 1) {
                    break;
                }
                return value;
            }
        }
        throw new Undecodable("a number is too large");
    }
}
