/** Buy-till-you-die models of repeat purchases. */
package io.perennial.model.btyd;
