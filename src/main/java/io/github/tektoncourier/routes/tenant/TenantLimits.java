package io.github.tektoncourier.routes.tenant;

import io.github.tektoncourier.egress.EgressRules;
import java.util.List;

/**
 * Where files of tenants may send.
 *
 * @param kafka bootstrap servers that they may name
 */
public record TenantLimits(EgressRules egress, List<String> kafka) {

    public TenantLimits {
        kafka = List.copyOf(kafka);
    }
}
