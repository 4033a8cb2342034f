/**
 * Models of customers, fitted by maximum likelihood on compressed cells. Sub-packages hold one
 * family each; a probabilistic model is three files: Estimator, Model, likelihood in pure Java.
 */
package io.perennial.model;
