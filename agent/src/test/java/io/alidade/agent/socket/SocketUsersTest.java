package io.alidade.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import jdk.net.UnixDomainPrincipal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketUsersTest {
    private static final String NOBODYS_NUMBER = "4711";

    @TempDir
    Path folder = Path.of("");

    private Path socket = Path.of("");
    private SocketUsers users = new SocketUsers(socket);

    @BeforeEach
    void make() throws IOException {
        socket = Files.createFile(folder.resolve("agent.sock"));
        users = new SocketUsers(socket);
        mode("rw-rw----");
    }

    private void mode(String mode) throws IOException {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(mode));
    }

    private UnixDomainPrincipal user(String number, GroupPrincipal group) throws IOException {
        return new UnixDomainPrincipal(names().lookupPrincipalByName(number), group);
    }

    private UserPrincipalLookupService names() {
        return folder.getFileSystem().getUserPrincipalLookupService();
    }

    private GroupPrincipal nobodysGroup() throws IOException {
        return names().lookupPrincipalByGroupName(NOBODYS_NUMBER);
    }

    private GroupPrincipal ownGroup() throws IOException {
        return Files.readAttributes(socket, PosixFileAttributes.class).group();
    }

    @Test
    void rootAndTheOwner_mayDoEverything() throws IOException {
        UnixDomainPrincipal root = user("0", nobodysGroup());
        UnixDomainPrincipal owner = new UnixDomainPrincipal(Files.getOwner(socket), nobodysGroup());
        assertThat(users.isOwner(root)).isTrue();
        assertThat(users.isOwner(owner)).isTrue();
        assertThat(users.mayLook(owner)).isTrue();
        assertThat(users.owners("do it").refusal(owner)).isEmpty();
        assertThat(users.lookers().refusal(root)).isEmpty();
    }

    @Test
    void others_areToldThatTheyMayNotAndWhoMay() throws IOException {
        UnixDomainPrincipal other = user(NOBODYS_NUMBER, ownGroup());
        assertThat(users.isOwner(other)).isFalse();
        assertThat(users.owners("register device plugins").refusal(other))
                .contains("user '4711' may not register device"
                        + " plugins at " + socket + ": that is for root and the user of the agent.");
    }

    @Test
    void looking_isForTheGroupAlsoWhereTheSocketWasOpenedToOthers() throws IOException {
        UnixDomainPrincipal stranger = user(NOBODYS_NUMBER, nobodysGroup());
        // The kernel has let in one of several groups.
        assertThat(users.mayLook(stranger)).isTrue();
        mode("rw-rw-rw-");
        assertThat(users.mayLook(stranger)).isFalse();
        assertThat(users.mayLook(user(NOBODYS_NUMBER, ownGroup()))).isTrue();
        assertThat(users.lookers().refusal(stranger)).contains("user '4711' may not ask at " + socket
                + ": that is for root, the user of the agent and the group of this socket.");
    }

    @Test
    void nobody_mayDoAnythingAtASocketThatIsGone() throws IOException {
        UnixDomainPrincipal other = user(NOBODYS_NUMBER, ownGroup());
        Files.delete(socket);
        assertThat(users.isOwner(other)).isFalse();
        assertThat(users.mayLook(other)).isFalse();
    }
}
