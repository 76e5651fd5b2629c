/** What a sink file that a tenant registers may say, and where its secrets come from. */
@NullMarked
package io.github.tektoncourier.routes.tenant;

import org.jspecify.annotations.NullMarked;
