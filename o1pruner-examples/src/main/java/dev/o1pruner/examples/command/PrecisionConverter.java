package dev.o1pruner.examples.command;

import dev.o1pruner.model.Precision;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a precision from the command line, such as {@code bf16}. */
final class PrecisionConverter implements ITypeConverter<Precision> {
  @Override
  public Precision convert(String value) {
    return Arrays.stream(Precision.values())
        .filter(precision -> precision.name().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "there is no dtype '%s', only bf16, f16 and f32".formatted(value)));
  }
}
