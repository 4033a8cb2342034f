/**
 * Models of customers, most of them fitted by maximum likelihood on compressed cells. Nothing
 * imports upward:
 *
 * <ol>
 *   <li>{@code model}: {@link io.perennial.model.CovariateEncoder}, a stage whose name saved models
 *       hold
 *   <li>{@code interval}: intervals around forecasts
 *   <li>{@code btyd spend contractual ml}: a family each; a model is one likelihood in pure Java
 *       and two short stages; in {@code ml} trees take the place of the likelihood
 *   <li>{@code stage}: base classes of Spark ML stages, saving, the registry
 *   <li>{@code fit}: maximum likelihood, bootstrap, summary
 *   <li>{@code cells covariates}: customers as cells, attributes as covariates
 * </ol>
 *
 * <p>Packages of one row do not import each other, but that {@code covariates} takes moments from
 * {@code cells}. A test holds the code to it.
 */
package io.perennial.model;
