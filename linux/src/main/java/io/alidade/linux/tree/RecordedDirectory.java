package io.alidade.linux.tree;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// A directory whose answers go into a [TreeRecording].
final class RecordedDirectory implements TreeDirectory {
    private final TreeDirectory directory;
    private final TreeRecording recording;
    private final TreeRecording.Listener listener;

    RecordedDirectory(TreeDirectory directory, TreeRecording recording, TreeRecording.Listener listener) {
        this.directory = directory;
        this.recording = recording;
        this.listener = listener;
    }

    @Override
    public String path() {
        return directory.path();
    }

    @Override
    public Optional<TreeDirectory> directory(String name) {
        listener.take();
        Optional<TreeDirectory> found = directory.directory(name);
        if (found.isEmpty()) {
            nothing(name, 0);
            return Optional.empty();
        }
        String path = found.get().path();
        if (!path.equals(pathOf(name))) {
            recording.link(pathOf(name), path);
        }
        recording.directory(path);
        return Optional.of(new RecordedDirectory(found.get(), recording, listener));
    }

    @Override
    public Optional<String> attribute(String name, int maxBytes, UnaryOperator<String> reduction) {
        listener.take();
        Optional<String> text = directory.attribute(name, maxBytes, reduction);
        text.ifPresentOrElse(value -> recording.file(pathOf(name), value), () -> nothing(name, maxBytes));
        return text;
    }

    @Override
    public List<String> names(int limit, Predicate<String> used) {
        listener.take();
        List<String> names = directory.names(limit, used);
        if (listener.take().stream().anyMatch(problem -> problem.kind() == TreeProblem.Kind.UNREADABLE)) {
            recording.unreadableDirectory(path());
        }
        names.forEach(name -> recording.seen(pathOf(name)));
        return names;
    }

    private void nothing(String name, int maxBytes) {
        List<TreeProblem> problems = listener.take();
        problems.forEach(problem -> recording.problem(problem, pathOf(name), maxBytes));
        if (problems.isEmpty()) {
            recording.missing(pathOf(name));
        }
    }
}
