package io.alidade.agent.runtime;

import io.alidade.agent.runtime.SecuritySpec.Seccomp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// As whom processes can run here, and what they may do: whatever root can give away by `setpriv` of util-linux.
///
/// @param uid     of this process
/// @param gid     likewise
/// @param setpriv that program, if it is there
record ProcessRights(long uid, long gid, Optional<Path> setpriv) {
    private static final String ALL = "ALL";
    private static final String CAPABILITY = "(?i)(CAP_)?[A-Z_]{1,40}";
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/bin/setpriv"), Path.of("/bin/setpriv"));

    /// Those of this process.
    static ProcessRights ofThisProcess() {
        return new ProcessRights(owner("unix:uid"), owner("unix:gid"),
                PROGRAMS.stream().filter(Files::isExecutable).findFirst());
    }

    private static long owner(String attribute) {
        try {
            return Files.getAttribute(Path.of("/proc/self"), attribute) instanceof Integer id ? id : -1;
        } catch (IOException unknown) {
            return -1;
        }
    }

    boolean isRoot() {
        return uid == 0;
    }

    /// Looks at what a container asks for.
    ///
    /// @throws io.alidade.kube.document.BadInput with the first field that a process cannot have
    void check(ContainerSpec container) {
        String path = container.path() + ".securityContext.";
        SecuritySpec said = container.security();
        refuse(said.readOnlyRootFilesystem().orElse(false), path + "readOnlyRootFilesystem",
                "is true, and a process sees the files of the host.");
        refuse(said.privileged().orElse(false) && !isRoot(), path + "privileged",
                "is true, and the agent itself is not: start it as root.");
        refuse(said.seccomp().filter(profile -> profile.kind() != Seccomp.Kind.UNCONFINED).isPresent(),
                path + "seccompProfile", "is not followed by a process, which may make any system call.");
        if (!isRoot()) {
            refuse(isOther(said.runAsUser(), uid), path + "runAsUser", "is another user: start the agent as root.");
            refuse(isOther(said.runAsGroup(), gid), path + "runAsGroup", "is another group: start the agent as root.");
            refuse(!said.supplementalGroups().isEmpty(), path + "supplementalGroups (or fsGroup)",
                    "names groups that only root can give: start the agent as root.");
            refuse(!said.addedCapabilities().isEmpty(), path + "capabilities.add",
                    "names what only root can give: start the agent as root.");
            refuse(!said.droppedCapabilities().isEmpty() && said.allowPrivilegeEscalation().orElse(true),
                    path + "capabilities.drop",
                    "needs root, or allowPrivilegeEscalation: false, which keeps processes from getting any.");
        }
        for (String name : Stream.concat(said.addedCapabilities().stream(), said.droppedCapabilities().stream())
                .toList()) {
            refuse(!name.matches(CAPABILITY), path + "capabilities", "names \"" + name + "\", which is none.");
        }
        refuse(setpriv.isEmpty() && !arguments(said).isEmpty(), path.substring(0, path.length() - 1),
                "is followed with the program setpriv, which is not here: install util-linux.");
    }

    private static void refuse(boolean isSo, String path, String why) {
        if (isSo) {
            throw UnsupportedField.at(path, why);
        }
    }

    private static boolean isOther(OptionalLong asked, long own) {
        return asked.isPresent() && asked.getAsLong() != own;
    }

    /// What stands before the command; nothing if it may run as it is.
    List<String> prefix(SecuritySpec said) {
        List<String> arguments = arguments(said);
        if (arguments.isEmpty() || setpriv.isEmpty()) {
            return List.of();
        }
        List<String> prefix = new ArrayList<>();
        prefix.add(setpriv.get().toString());
        prefix.addAll(arguments);
        prefix.add("--");
        return prefix;
    }

    private List<String> arguments(SecuritySpec said) {
        List<String> arguments = new ArrayList<>();
        if (isRoot()) {
            said.runAsUser().ifPresent(user -> arguments.addAll(List.of("--reuid", Long.toString(user))));
            boolean isOther = said.runAsUser().isPresent() || said.runAsGroup().isPresent();
            if (isOther) {
                arguments.addAll(List.of("--regid", Long.toString(said.runAsGroup().orElse(0))));
            }
            if (!said.supplementalGroups().isEmpty()) {
                arguments.addAll(List.of("--groups", said.supplementalGroups().stream().map(String::valueOf)
                        .collect(Collectors.joining(","))));
            } else if (isOther) {
                arguments.add("--clear-groups");
            }
            if (!said.droppedCapabilities().isEmpty()) {
                arguments.addAll(List.of("--inh-caps", "-all", "--bounding-set", bounds(said)));
            }
        }
        if (!said.allowPrivilegeEscalation().orElse(true)) {
            arguments.add("--no-new-privs");
        }
        return arguments;
    }

    /// Root has all capabilities but the dropped ones; of `ALL` dropped ones those that are added stay.
    private static String bounds(SecuritySpec said) {
        boolean isAll = said.droppedCapabilities().stream().anyMatch(ALL::equalsIgnoreCase);
        return Stream.concat(said.droppedCapabilities().stream().map(name -> "-" + name(name)),
                isAll ? said.addedCapabilities().stream().map(name -> "+" + name(name)) : Stream.of())
                .collect(Collectors.joining(","));
    }

    private static String name(String capability) {
        String lower = capability.toLowerCase(Locale.ROOT);
        return lower.startsWith("cap_") ? lower.substring("cap_".length()) : lower;
    }
}
