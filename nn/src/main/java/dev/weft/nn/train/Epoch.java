package dev.weft.nn.train;

/**
 * What was measured in one epoch. Accuracies are shares from 0 to 1 of the evaluation after the
 * step, NaN in epochs without one.
 *
 * @param number from 0
 * @param loss of the training rows, before the step
 * @param train accuracy
 * @param validation accuracy
 * @param test accuracy
 * @param validationLoss cross entropy of the validation rows
 * @param stepNanos time of the step: forward, backward and update
 * @param nanos time of step and evaluation
 */
public record Epoch(
    int number,
    double loss,
    double train,
    double validation,
    double test,
    double validationLoss,
    long stepNanos,
    long nanos) {}
