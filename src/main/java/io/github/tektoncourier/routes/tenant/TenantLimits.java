package io.github.tektoncourier.routes.tenant;

import io.github.tektoncourier.egress.EgressRules;
import java.util.List;

/**
 * What the operator allows to files of tenants.
 *
 * @param kafka bootstrap servers that they may name
 * @param jq whether they may compute by jq, within its budget
 */
public record TenantLimits(EgressRules egress, List<String> kafka, boolean jq) {

    public TenantLimits {
        kafka = List.copyOf(kafka);
    }
}
