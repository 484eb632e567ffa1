/**
 * Training by the papers: which model, with which hyper-parameters, on which dataset, over several
 * seeds.
 *
 * <p>Read {@link dev.weft.examples.train.Recipes} (the table of hyper-parameters), {@link
 * dev.weft.examples.train.Recipe}, {@link dev.weft.examples.train.Experiment} (several runs) and
 * {@link dev.weft.examples.train.Outcome} (what is reported).
 *
 * <p>Nothing here prints or reads options.
 */
package dev.weft.examples.train;
