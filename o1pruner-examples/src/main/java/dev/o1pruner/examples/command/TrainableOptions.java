package dev.o1pruner.examples.command;

import dev.o1pruner.model.LoraSettings;
import dev.o1pruner.model.Precision;
import dev.o1pruner.optimizer.AdamMiniSettings;
import dev.o1pruner.optimizer.AdamWSettings;
import dev.o1pruner.optimizer.OptimizerPrecision;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.optimizer.SgdSettings;
import dev.o1pruner.optimizer.UpdateRule;
import dev.o1pruner.optimizer.WeightUpdate;
import dev.o1pruner.training.Trainable;
import dev.o1pruner.training.TrainingSettings;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which weights are trained, by what, and in how many bits. */
final class TrainableOptions {

  @Option(
      names = "--train",
      paramLabel = "WHAT",
      converter = WhatConverter.class,
      defaultValue = "full",
      description = "full, last:N (the last N layers), lora or lora:RANK.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private Trainable what;

  @Option(
      names = "--checkpointing",
      description = "Compute each layer again in the backward pass: slower, less memory.")
  private boolean checkpointing;

  @Option(
      names = "--dtype",
      converter = PrecisionConverter.class,
      description = "How the weights are held: f32, bf16, or f16 beneath lora.")
  private Precision dtype = Precision.F32;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      converter = RuleConverter.class,
      defaultValue = "adamw",
      description = "adamw, adam-mini, sgd or sgd:MOMENTUM.")
  @SuppressWarnings("NullAway.Init") // picocli sets the default
  private UpdateRule rule;

  @Option(
      names = "--state",
      converter = PrecisionConverter.class,
      description = "How the optimizer's moments are held: f32 or bf16.")
  private Precision state = Precision.F32;

  @Option(
      names = "--update",
      paramLabel = "HOW",
      description = "How bf16 weights take small steps: ${COMPLETION-CANDIDATES}.")
  private WeightUpdate update = WeightUpdate.MASTER_COPY;

  @Option(
      names = "--microbatch-tokens",
      paramLabel = "N",
      description = "Tokens whose gradients are computed at once.")
  private int microbatchTokens = TrainingSettings.DEFAULT_MICROBATCH_TOKENS;

  Trainable trainable() {
    return checkpointing ? what.withGradientCheckpointing() : what;
  }

  Precision dtype() {
    return dtype;
  }

  OptimizerSettings optimizer() {
    return new OptimizerSettings(rule, new OptimizerPrecision(update, state, 0));
  }

  int microbatchTokens() {
    return microbatchTokens;
  }

  /** Reads {@code full}, {@code last:48}, {@code lora:16}. */
  static final class WhatConverter implements ITypeConverter<Trainable> {
    @Override
    public Trainable convert(String value) {
      String[] parts = value.toLowerCase(Locale.ROOT).split(":", 2);
      boolean counted = parts.length == 2;
      return switch (parts[0] + (counted ? ":" : "")) {
        case "full" -> Trainable.full();
        case "last:" -> Trainable.lastLayers(count(parts[1], value));
        case "lora" -> Trainable.lora(LoraSettings.defaults());
        case "lora:" -> Trainable.lora(LoraSettings.defaults().rank(count(parts[1], value)));
        default ->
            throw new TypeConversionException(
                "'%s' is not one of full, last:N, lora, lora:RANK".formatted(value));
      };
    }

    private static int count(String text, String value) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'%s' must end with a number".formatted(value));
      }
    }
  }

  /** Reads {@code adamw}, {@code adam-mini}, {@code sgd:0.9}. */
  static final class RuleConverter implements ITypeConverter<UpdateRule> {
    @Override
    public UpdateRule convert(String value) {
      String name = value.toLowerCase(Locale.ROOT);
      return switch (name) {
        case "adamw" -> AdamWSettings.defaults();
        case "adam-mini" -> AdamMiniSettings.defaults();
        case "sgd" -> new SgdSettings(0, 0);
        default -> momentum(name, value);
      };
    }

    private static UpdateRule momentum(String name, String value) {
      try {
        if (name.startsWith("sgd:")) {
          return new SgdSettings(Double.parseDouble(name.substring("sgd:".length())), 0);
        }
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'%s' must end with a number".formatted(value));
      }
      throw new TypeConversionException(
          "'%s' is not one of adamw, adam-mini, sgd, sgd:MOMENTUM".formatted(value));
    }
  }
}
