package io.alidade.kube.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PodOwnerTest {
    private static final String LETTERS = "[bcdfghjklmnpqrstvwxz2456789]";
    /// The names that controllers make, the most special first.
    private static final List<Pattern> MADE = List.of(Pattern.compile("(.+)-[0-9]{1,6}-" + LETTERS + "{5}"),
            Pattern.compile("(.+)-" + LETTERS + "{6,10}-" + LETTERS + "{5}"),
            Pattern.compile("(.+)-" + LETTERS + "{5}"), Pattern.compile("(.+)-[0-9]{1,6}"));
    private static final List<String> PARTS = List.of("", "web", "0", "123456", "1234567", "24567", "245678", "x2k9p",
            "5d9c7b8f6", "5d9c7b8f65", "5d9c7b8f652", "aeiou", "n1");

    private static String name(Randomness random) {
        return String.join("-", random.list(1, 5, () -> random.pick(PARTS)));
    }

    @Test
    void owner_isReadFromTheName_asControllersMakeIt() {
        Property.check("the owner of a name", 2_000, random -> {
            String name = random.note("name", name(random));
            String owner = MADE.stream().map(pattern -> pattern.matcher(name)).filter(Matcher::matches).findFirst()
                    .map(made -> made.group(1)).orElse(name);
            assertThat(PodOwner.ofPod(name, Optional.empty()).name()).isEqualTo(owner);
        });
    }

    @Test
    void deployment_isReadFromTheNameOfItsReplicaSet() {
        Pattern ofTemplate = Pattern.compile("(.+)-" + LETTERS + "{6,10}");
        Property.check("the deployment of a replica set", 2_000, random -> {
            String name = random.note("name", name(random));
            Matcher made = ofTemplate.matcher(name);
            assertThat(PodOwner.of("ReplicaSet", name)).isEqualTo(made.matches()
                    ? new PodOwner("Deployment", made.group(1), true) : new PodOwner("ReplicaSet", name, true));
        });
    }
}
