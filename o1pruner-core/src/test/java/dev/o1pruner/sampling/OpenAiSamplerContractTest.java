package dev.o1pruner.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TinyModel;
import dev.o1pruner.serving.CompletionServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract over HTTP: our own server on loopback, and the very tokens of the engine. */
class OpenAiSamplerContractTest extends SamplerContractTest {

  private static CompletionServer server;

  /** The server's own: it is in use until a draw is over, a little after the reply. */
  private static LanguageModel served;

  @BeforeAll
  static void start() {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    served = TinyModel.load();
    server = CompletionServer.start(anyPort, served, "tiny", "a-key", 64, 8192);
  }

  @AfterAll
  static void stop() {
    server.close();
    served.close();
  }

  @Override
  Sampler sampler() {
    return OpenAiSampler.builder()
        .server(URI.create("http://127.0.0.1:" + server.address().getPort()))
        .model(model)
        .modelName("tiny")
        .apiKey("a-key")
        .build();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.7, 1})
  void the_tokens_are_those_of_the_engine(double temperature) {
    SamplingSettings settings =
        SamplingSettings.defaults().temperature(temperature).maxTokens(30).samples(3).seed(11);

    assertThat(sampler().sample(prompts(8), settings))
        .isEqualTo(new EngineSampler(model).sample(prompts(8), settings));
  }

  @Test
  void the_missing_draws_of_a_sampling_are_those_of_the_whole() {
    SamplingSettings settings = SamplingSettings.defaults().maxTokens(30).samples(4).seed(3);
    List<Solution> whole = sampler().sample(prompts(3), settings);

    List<Draw> draws = Draw.all(prompts(3), settings);
    List<Draw> missing = List.of(draws.get(10), draws.get(1), draws.get(6));

    assertThat(sampler().draw(missing, settings, solution -> {}))
        .containsExactly(whole.get(10), whole.get(1), whole.get(6));
  }
}
