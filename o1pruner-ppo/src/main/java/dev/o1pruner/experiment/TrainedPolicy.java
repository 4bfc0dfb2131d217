package dev.o1pruner.experiment;

import dev.o1pruner.model.LanguageModel;

/**
 * What a method made.
 *
 * @param model the policy: the method's own copy of the reference, or that with an adapter
 * @param dropped solutions that were too long to be trained on
 * @param truncated solutions whose head only was trained on
 */
public record TrainedPolicy(LanguageModel model, int dropped, int truncated) {}
