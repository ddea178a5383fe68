package io.alidade.agent.runtime;

import io.alidade.agent.runtime.BindMount.Propagation;
import io.alidade.agent.runtime.VolumeSpec.HostPathType;
import io.alidade.agent.runtime.VolumeSpec.Medium;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Fields;
import io.alidade.kube.pod.PodManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Reads the volumes of a pod, and where its containers see them.
final class VolumeReader {
    private static final String HUGEPAGES = "hugepages-";
    private static final String HUGEPAGES_MEDIUM = "HugePages";
    /// Names of volumes become names of folders.
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private final PodManifest manifest;
    private final Set<String> names = new HashSet<>();

    VolumeReader(PodManifest manifest) {
        this.manifest = manifest;
    }

    List<VolumeSpec> volumes(Fields spec) {
        List<VolumeSpec> volumes = new ArrayList<>();
        for (Fields volume : spec.objects("volumes")) {
            FieldRules.VOLUME.check(volume);
            String name = volume.string("name").orElse("");
            if (!NAME.matcher(name).matches()) {
                throw UnsupportedField.at(volume.path("name"), "is " + volume.describe("name")
                        + ", not up to 63 small letters, digits and - between them.");
            }
            if (!names.add(name)) {
                throw UnsupportedField.at(volume.path("name"), "is \"" + name + "\", as that of another volume.");
            }
            Optional<Fields> hostPath = volume.object("hostPath");
            Optional<Fields> emptyDir = volume.object("emptyDir");
            if (hostPath.isPresent() && emptyDir.isPresent()) {
                throw UnsupportedField.at(volume.path("hostPath"),
                        "stands beside emptyDir, and a volume is one of them.");
            }
            // As the API server has it, a volume that does not say what it is is an empty folder.
            volumes.add(hostPath.<VolumeSpec>map(source -> hostPath(volume.path(), name, source))
                    .orElseGet(() -> emptyDir.map(source -> emptyDir(volume.path(), name, source)).orElseGet(
                            () -> new VolumeSpec.EmptyDir(volume.path(), name, new Medium.Disk(),
                                    OptionalLong.empty()))));
        }
        return volumes;
    }

    private VolumeSpec.EmptyDir emptyDir(String path, String name, Fields source) {
        FieldRules.EMPTY_DIR.check(source);
        Medium medium = medium(source);
        Optional<Quantity> limit = source.quantity("sizeLimit");
        if (limit.isPresent() && !(medium instanceof Medium.Memory)) {
            throw UnsupportedField.at(source.path("sizeLimit"),
                    "is kept for the medium Memory only: nobody looks how full other ones are.");
        }
        if (limit.filter(size -> size.signum() < 0).isPresent()) {
            throw UnsupportedField.at(source.path("sizeLimit"), "is below 0.");
        }
        return new VolumeSpec.EmptyDir(path, name, medium, limit.filter(size -> !size.isZero())
                .map(size -> OptionalLong.of(size.ceilUnits())).orElseGet(OptionalLong::empty));
    }

    private Medium medium(Fields source) {
        String said = source.string("medium").orElse("");
        Set<String> sizes = new TreeSet<>();
        manifest.request().containers().forEach(container -> container.resources().requests().forEach(
                (resource, _) -> {
                    if (resource.startsWith(HUGEPAGES)) {
                        sizes.add(resource.substring(HUGEPAGES.length()));
                    }
                }));
        if (said.startsWith(HUGEPAGES_MEDIUM + "-") && sizes.contains(said.substring(HUGEPAGES.length()))) {
            return new Medium.HugePages(Quantity.parse(said.substring(HUGEPAGES.length())).ceilUnits());
        }
        return switch (said) {
            case "" -> new Medium.Disk();
            case "Memory" -> new Medium.Memory();
            case HUGEPAGES_MEDIUM -> {
                if (sizes.size() != 1) {
                    throw UnsupportedField.at(source.path("medium"), "is HugePages, and the pod asks for "
                            + (sizes.isEmpty() ? "none." : "pages of several sizes: name one, HugePages-"
                                    + sizes.iterator().next() + "."));
                }
                yield new Medium.HugePages(Quantity.parse(sizes.iterator().next()).ceilUnits());
            }
            default -> throw UnsupportedField.at(source.path("medium"), "is \"" + said + "\", not empty, Memory,"
                    + " HugePages, or HugePages- with a page size for which the pod asks.");
        };
    }

    private static VolumeSpec.HostPath hostPath(String path, String name, Fields source) {
        FieldRules.HOST_PATH.check(source);
        String place = source.string("path").orElse("");
        if (!isPlain(place) || !place.startsWith("/")) {
            throw UnsupportedField.at(source.path("path"), "is " + source.describe("path")
                    + ", not an absolute path without ..");
        }
        String type = source.string("type").orElse("");
        return new VolumeSpec.HostPath(path, name, Path.of(place), Arrays.stream(HostPathType.values())
                .filter(known -> known.wireName().equals(type)).findFirst()
                .orElseThrow(() -> UnsupportedField.at(source.path("type"), "is \"" + type + "\", which is no type.")));
    }

    private static boolean isPlain(String path) {
        return !path.isEmpty() && path.indexOf('\0') < 0 && !Arrays.asList(path.split("/", -1)).contains("..");
    }

    /// Where a container sees volumes; called after [#volumes].
    List<MountSpec> mounts(Fields container) {
        List<MountSpec> mounts = new ArrayList<>();
        Set<String> places = new HashSet<>();
        for (Fields mount : container.objects("volumeMounts")) {
            FieldRules.MOUNT.check(mount);
            String volume = mount.string("name").orElse("");
            if (!names.contains(volume)) {
                throw UnsupportedField.at(mount.path("name"), "is " + mount.describe("name")
                        + ", and the pod has no such volume.");
            }
            String place = mount.string("mountPath").orElse("");
            if (!isPlain(place) || !place.startsWith("/") || !places.add(place)) {
                throw UnsupportedField.at(mount.path("mountPath"), "is " + mount.describe("mountPath")
                        + ", not an absolute path without .. that no other volume has.");
            }
            Optional<String> subPath = mount.string("subPath").filter(text -> !text.isEmpty());
            if (subPath.filter(text -> !isPlain(text) || text.startsWith("/")).isPresent()) {
                throw UnsupportedField.at(mount.path("subPath"), "is \"" + subPath.get()
                        + "\", not a relative path without ..");
            }
            mounts.add(new MountSpec(mount.path(), volume, place, mount.bool("readOnly").orElse(false), subPath,
                    propagation(mount)));
        }
        return mounts;
    }

    private static Propagation propagation(Fields mount) {
        return switch (mount.string("mountPropagation").orElse("None")) {
            case "None", "" -> Propagation.PRIVATE;
            case "HostToContainer" -> Propagation.HOST_TO_CONTAINER;
            case "Bidirectional" -> Propagation.BIDIRECTIONAL;
            default -> throw UnsupportedField.at(mount.path("mountPropagation"), "is "
                    + mount.describe("mountPropagation") + ", not None, HostToContainer or Bidirectional.");
        };
    }
}
