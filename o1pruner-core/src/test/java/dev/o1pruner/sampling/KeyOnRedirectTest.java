package dev.o1pruner.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TinyModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that sends requests elsewhere, to get at the key. */
class KeyOnRedirectTest {

  @Test
  void the_key_goes_to_no_other_server() {
    try (StubServer thief = new StubServer(StubServer.answer(200, "{}"));
        StubServer stub =
            new StubServer(
                StubServer.answer(307, "{}", "Location", thief.address() + "/v1/completions"));
        LanguageModel model = TinyModel.load()) {
      OpenAiSampler sampler =
          OpenAiSampler.builder().server(stub.address()).model(model).apiKey("sk-secret").build();
      assertThatExceptionOfType(ServerException.class)
          .isThrownBy(
              () ->
                  sampler.sample(
                      List.of(new Prompt("p", ImmutableIntArray.of(1, 2))),
                      SamplingSettings.defaults()))
          .withMessageContaining("the server answered 307");
      assertThat(stub.seen).hasSize(1);
      assertThat(stub.seen.get(0).authorization()).isEqualTo("Bearer sk-secret");
      assertThat(thief.seen).isEmpty();
    }
  }
}
