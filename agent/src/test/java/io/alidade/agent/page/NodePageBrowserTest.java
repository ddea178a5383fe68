package io.alidade.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Agent;
import io.alidade.agent.Samples;
import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.HttpServer;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.agent.settings.Listen;
import io.alidade.agent.settings.Profile;
import io.alidade.testkit.ExternalTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// The page of a running agent in a real browser, by what a person sees and does there.
@EnabledIf("hasBrowser")
class NodePageBrowserTest {
    private static final int TAB = 9;
    private static final int ENTER = 13;

    @TempDir
    Path folder = Path.of("");

    private int port;
    private Optional<Agent> agent = Optional.empty();
    private Optional<Browser> browser = Optional.empty();

    static boolean hasBrowser() {
        return ExternalTool.areThere(Browser.PROGRAM);
    }

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        startAgent();
        browser = Optional.of(new Browser(folder.resolve("browser")));
    }

    private void startAgent() {
        Path state = folder.resolve("state");
        agent = Optional.of(Samples.agent(new AgentSettings(state, Optional.empty(), state.resolve("device-plugins"),
                state.resolve("agent.sock"), Optional.empty(), Optional.empty(),
                Optional.of(Listen.of("127.0.0.1:" + port, Listen.Access.EVERYBODY)), Profile.SAFE, LogFormat.TEXT,
                Optional.empty()),
                Samples.node()));
    }

    @AfterEach
    void stop() {
        browser.ifPresent(Browser::close);
        agent.ifPresent(Agent::close);
    }

    private Browser page() {
        Browser opened = browser.orElseThrow();
        opened.open("http://127.0.0.1:" + port + "/");
        return opened;
    }

    private PodRecord submit(String name, String limits) {
        return agent.orElseThrow().pods().submit(Samples.pod(name, limits)).join();
    }

    private static String shows(String id, String text) {
        return "document.getElementById('" + id + "').innerText.includes('" + text + "')";
    }

    private static void isLive(Browser page) {
        page.await("document.getElementById('live').dataset.state === 'live'");
    }

    @Test
    void pod_thatArrives_isSeenWithoutLoadingThePageAgain() {
        Browser page = page();
        isLive(page);
        page.evaluate("window.mark = 'same'");
        assertThat(page.evaluate(shows("pods", "default/web"))).isEqualTo("false");
        submit("web", "cpu: 4, memory: 1Gi");
        page.await(shows("pods", "default/web"));
        assertThat(page.evaluate("document.querySelector('#pods tbody tr').cells[2].innerText")).isEqualTo("1-2,9-10");
        assertThat(page.evaluate("document.querySelector('#machine .room b').innerText")).isEqualTo("2");
        assertThat(page.evaluate(shows("state", "Room for 2 more pods of 4 CPUs"))).isEqualTo("true");
        assertThat(page.evaluate("window.mark")).isEqualTo("same");
        assertThat(page.problems()).isEmpty();
    }

    @Test
    void refusal_isExplainedWithWhatWasShortAndTheSmallestCure() {
        Browser page = page();
        isLive(page);
        submit("wide", "cpu: 9, memory: 1Gi");
        page.await(shows("refusals", "TopologyAffinityError"));
        page.await(shows("refusals", "Smallest cure"));
        assertThat(page.evaluate("document.querySelector('#refusals .story').innerText")).contains("NUMA node",
                "Smallest cure");
        assertThat(page.evaluate(shows("state", "refused in the last hour"))).isEqualTo("true");
        assertThat(page.problems()).isEmpty();
    }

    @Test
    void box_answersByKeyboard_andKeepsWhatIsInItWhenTheNodeChanges() {
        Browser page = page();
        isLive(page);
        page.evaluate("document.getElementById('manifest').focus()");
        page.type(Samples.manifest("asked", "cpu: 9, memory: 1Gi"));
        page.press("Tab", TAB);
        page.press("Enter", ENTER);
        page.await(shows("answer", "Would be refused"));
        assertThat(page.evaluate("document.getElementById('answer').innerText")).contains("TopologyAffinityError",
                "Smallest cures");
        submit("web", "cpu: 4, memory: 1Gi");
        page.await(shows("pods", "default/web"));
        assertThat(page.evaluate("document.getElementById('manifest').value")).contains("asked");
        assertThat(page.evaluate(shows("answer", "Would be refused"))).isEqualTo("true");
        assertThat(page.problems()).isEmpty();
    }

    @Test
    void box_withoutScript_answersOnANewPage() {
        Browser page = browser.orElseThrow();
        page.script(false);
        page.open("http://127.0.0.1:" + port + "/");
        assertThat(page.evaluate(shows("live", "As of"))).isEqualTo("true");
        page.evaluate("document.getElementById('manifest').focus()");
        page.type("cpu=2,memory=1Gi");
        page.press("Tab", TAB);
        page.press("Enter", ENTER);
        page.await("location.pathname === '/fit' && document.readyState === 'complete'");
        assertThat(page.evaluate(shows("answer", "Fits"))).isEqualTo("true");
        assertThat(page.evaluate(shows("answer", "CPUs 1,9"))).isEqualTo("true");
        assertThat(page.evaluate("document.getElementById('manifest').value")).isEqualTo("cpu=2,memory=1Gi");
    }

    @Test
    void stream_thatBroke_isConnectedAgain_andThePageSaysThatItWasStale() {
        Browser page = page();
        isLive(page);
        agent.orElseThrow().close();
        page.await("document.getElementById('live').dataset.state === 'stale'");
        startAgent();
        submit("later", "cpu: 2, memory: 1Gi");
        page.await(shows("pods", "default/later"));
        isLive(page);
    }

    @Test
    void otherSite_thatAsks_isAnsweredWithNothing() throws IOException {
        try (HttpServer other = HttpServer.onAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                NodePageBrowserTest::foreign)) {
            Browser page = browser.orElseThrow();
            page.open("http://localhost:" + ((InetSocketAddress) other.address()).getPort() + "/");
            String node = "http://127.0.0.1:" + port;
            assertThat(page.evaluate("fetch('" + node + "/').then(() => 'read', () => 'kept')")).isEqualTo("kept");
            assertThat(page.evaluate("fetch('" + node + "/fit', {method: 'POST', mode: 'no-cors', body: new"
                    + " URLSearchParams({manifest: 'cpu=2'})}).then(() => 'answered', () => 'kept')"))
                    .isEqualTo("kept");
            assertThat(page.evaluate("new Promise(done => { const stream = new EventSource('" + node
                    + "/events'); stream.onopen = () => done('open'); stream.onerror = () => done('refused'); })"))
                    .isEqualTo("refused");
        }
    }

    private static HttpResponse foreign(HttpRequest request) {
        return HttpResponse.html(HttpResponse.OK, "<!DOCTYPE html><title>another site</title>");
    }

    @Test
    void page_isWholeForThoseWhoDoNotSeeIt() {
        submit("web", "cpu: 4, memory: 1Gi");
        Browser page = page();
        isLive(page);
        assertThat(page.evaluate("document.documentElement.lang")).isEqualTo("en");
        assertThat(page.evaluate("document.querySelectorAll('h1').length")).isEqualTo("1");
        assertThat(page.evaluate("[...document.querySelectorAll('section')].every(section =>"
                + " section.hasAttribute('aria-label') || document.getElementById(section.getAttribute('aria-labelledby')))"))
                .isEqualTo("true");
        assertThat(
                page.evaluate("[...document.querySelectorAll('svg')].every(svg => svg.getAttribute('aria-hidden') ==="
                        + " 'true' || svg.getAttribute('aria-label'))"))
                .isEqualTo("true");
        assertThat(page.evaluate("document.querySelector('label').control.id")).isEqualTo("manifest");
        assertThat(page.evaluate("[...document.querySelectorAll('[id]')].length === new"
                + " Set([...document.querySelectorAll('[id]')].map(own => own.id)).size")).isEqualTo("true");
        for (boolean isDark : new boolean[] {false, true}) {
            page.dark(isDark);
            assertThat(page.evaluate(CONTRAST)).as("words with too little contrast, dark: %s", isDark).isEmpty();
        }
    }

    /// The texts whose contrast with their ground is below 4.5 to 1.
    private static final String CONTRAST = """
            (() => {
              const light = (colour) => {
                const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map((part) => part / 255)
                  .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const ground = (element) => {
                for (let own = element; own; own = own.parentElement) {
                  const colour = getComputedStyle(own).backgroundColor;
                  if (!/, 0\\)$/.test(colour)) return colour;
                }
                return "rgb(255, 255, 255)";
              };
              return [...document.querySelectorAll("body *:not(svg *)")]
                .filter((own) => own.offsetParent && [...own.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
                .filter((own) => {
                  const [less, more] = [light(getComputedStyle(own).color), light(ground(own))].sort((a, b) => a - b);
                  return (more + 0.05) / (less + 0.05) < 4.5;
                }).map((own) => own.outerHTML.slice(0, 200)).join("\\n");
            })()""";
}
