package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** See {@link Guard#length}. */
record LengthGuard(double share) implements Guard {

  LengthGuard {
    checkArgument(share > 0 && share < 1, "the length's share must be in (0, 1) but was %s", share);
  }

  @Override
  public String name() {
    return "length";
  }

  @Override
  public Set<String> figures() {
    return ImmutableSet.of(ROUND_LENGTH, CHECKED_LENGTH);
  }

  @Override
  public @Nullable Finding look(Map<String, Double> now, Map<String, Double> first) {
    for (String figure : figures()) {
      Double length = now.get(figure);
      Double before = first.get(figure);
      if (length != null && before != null && length < share * before) {
        return new Finding(
            length,
            share * before,
            String.format(
                Locale.ROOT,
                "solutions have %.4g tokens on average, under %.4g, which is %.4g of the %.4g at"
                    + " first (make correctness count for more, such as by a larger lambda)",
                length,
                share * before,
                share,
                before));
      }
    }
    return null;
  }
}
