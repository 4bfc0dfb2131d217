package dev.o1pruner.examples.command;

import dev.o1pruner.reward.RewardRecipe;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The reward recipes that have a name. */
enum Preset {
  PAPER("paper"),
  OFFICIAL_CODE("official-code");

  private final String label;

  Preset(String label) {
    this.label = label;
  }

  RewardRecipe recipe(double lambda) {
    return switch (this) {
      case PAPER -> RewardRecipe.paper(lambda);
      case OFFICIAL_CODE -> RewardRecipe.officialCode(lambda);
    };
  }

  /** Reads a preset from the command line. */
  static final class Converter implements ITypeConverter<Preset> {
    @Override
    public Preset convert(String value) {
      return Arrays.stream(values())
          .filter(preset -> preset.label.equals(value))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "there is no preset '%s', only %s"
                          .formatted(
                              value,
                              Arrays.stream(values())
                                  .map(preset -> preset.label)
                                  .collect(Collectors.joining(" and ")))));
    }
  }
}
