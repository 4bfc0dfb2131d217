package dev.o1pruner.model;

/**
 * What a layer has beside its matrices and the two norms before attention and MLP.
 *
 * @param queryKeyValueBias biases on query, key and value
 * @param outputBias a bias on attention's output
 * @param mlpBias biases on gate, up and down
 * @param headNorms an RMSNorm of each query and key head, before rotation
 */
public record LayerExtras(
    boolean queryKeyValueBias, boolean outputBias, boolean mlpBias, boolean headNorms) {}
