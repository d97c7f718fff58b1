package dev.bailiwick.cli.bench;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The same rules for Cedar: a place is in the area of its country, which is in those of its groups;
 * the class is the action, the law the resource. Policy sets are parsed once and cached, which is
 * the fastest way that cedar-java offers. Several policies must all allow, as ours must.
 */
final class CedarRival {
  private static final Set<String> EU = Set.of("DE", "AT", "IT", "ES", "PL", "SE", "IE");

  private static final int CACHED_SETS = 1024;

  private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
  private final List<PolicySet> policies = new ArrayList<>();
  private final Map<String, Set<Entity>> entities = new HashMap<>();

  CedarRival(PolicyRules rules) throws Exception {
    PolicySet.setCacheMaxPolicySets(CACHED_SETS);
    for (List<PolicyRules.Rule> policy : rules.policies()) {
      Set<Policy> set = new LinkedHashSet<>();
      for (PolicyRules.Rule rule : policy) {
        set.add(new Policy(text(rule), "r" + set.size()));
      }
      PolicySet cached = new PolicySet(set);
      cached.cache();
      policies.add(cached);
    }
    for (PolicyRules.At at : rules.places()) {
      Set<Entity> some = new LinkedHashSet<>();
      Entity group = new Entity(uid("Area", "EU"), Map.of(), Set.of());
      Entity wide = new Entity(uid("Area", "EEA"), Map.of(), Set.of());
      Set<EntityUID> groups =
          EU.contains(at.country()) ? Set.of(group.getEUID(), wide.getEUID()) : Set.of();
      Entity area = new Entity(uid("Area", at.country()), Map.of(), groups);
      some.add(group);
      some.add(wide);
      some.add(area);
      some.add(new Entity(uid("Place", at.name()), Map.of(), Set.of(area.getEUID())));
      entities.put(at.name(), some);
    }
  }

  boolean allows(PolicyRules.Asked asked) throws Exception {
    AuthorizationRequest request =
        new AuthorizationRequest(
            uid("Place", asked.place()),
            uid("Action", asked.transfer().id()),
            uid("Law", asked.law().code()),
            Map.of());
    Set<Entity> known = entities.getOrDefault(asked.place(), Set.of());
    for (PolicySet policy : policies) {
      AuthorizationResponse response = engine.isAuthorized(request, policy, known);
      if (!response.success.map(success -> success.isAllowed()).orElse(false)) {
        return false;
      }
    }
    return true;
  }

  private static String text(PolicyRules.Rule rule) {
    return (rule.allows() ? "permit" : "forbid")
        + "(principal in Area::\""
        + rule.to()
        + "\", action == Action::\""
        + rule.transfer().id()
        + "\", resource == Law::\""
        + rule.law()
        + "\");";
  }

  private static EntityUID uid(String type, String id) {
    return new EntityUID(EntityTypeName.parse(type).orElseThrow(), id);
  }
}
