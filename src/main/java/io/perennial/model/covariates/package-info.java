/** How attributes of customers become covariates. */
package io.perennial.model.covariates;
