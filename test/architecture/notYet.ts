/** Imports that are still against the rules of the house, each group with what settles it. Delete a line with its cause. */
export const notYet: readonly string[] = [
  // `aksPage` belongs in domain/arm/docs.ts.
  'domain/arm/refusal.ts > domain/needs/need.ts',
  'domain/cluster/addons.ts > domain/needs/need.ts',
  'domain/cluster/identityLimits.ts > domain/needs/need.ts',
  'domain/cluster/regions.ts > domain/needs/need.ts',
  'domain/identityTable/identityTable.ts > domain/needs/need.ts',
  // `Json`, `JsonObject` belong in domain/arm/json.ts, `ArmId` in domain/arm/resourceId.ts.
  'domain/arm/json.ts > domain/cluster/model.ts',
  'domain/arm/resourceId.ts > domain/cluster/model.ts',
  // `Answer` and `Unreadable` belong in domain/arm/answer.ts.
  'domain/arm/refusal.ts > domain/cluster/facts.ts',
  // `nodeSubnetsOf` and `poolsOf` belong in domain/cluster/subnets.ts (and `isOutside` of need.ts in placement.ts).
  'domain/cluster/identityLimits.ts > domain/needs/subnets.ts',
  // `resourceAt` belongs in domain/cluster/facts.ts.
  'domain/cluster/identityLimits.ts > domain/plan/lookUps.ts',
  // `principalsOf` belongs in domain/cluster/principals.ts.
  'domain/cluster/fleetIndex.ts > domain/findings/grants.ts',
  // `isRegistry` belongs in domain/arm/resourceId.ts, `neededScopes` in domain/needs/needs.ts.
  'domain/plan/grants/replacedIdentities.ts > domain/findings/grants.ts',
  // `tokenRefreshHours` belongs in domain/cluster/tokenLifetime.ts.
  'domain/findings/leftovers.ts > domain/plan/warnings.ts',
  // `isSettled` and `isStopped` belong in domain/cluster/provisioningState.ts.
  'domain/identityTable/presentIdentity.ts > domain/findings/finding.ts',
  'domain/plan/lookUps.ts > domain/findings/finding.ts',
  // `inTheWayCheck` and `grantedCheck` make checks of a plan: they belong in domain/plan/grants.
  'domain/access/existingGrant.ts > domain/plan/planPart.ts',

  // `isLoopback` belongs where api and azure may both take it from.
  'api/publicApi.ts > azure/http/originPolicy.ts',
  // `getAssignment` reads one thing by its id: it belongs below azure/directory.
  'azure/directory/manyDirectories.ts > azure/read/roleAssignments.ts',
  // `poolsSettled` waits within a step: it belongs in azure/write.
  'azure/read/agentPools.ts > azure/write/stepContext.ts',
  // `withoutSlash` belongs in azure/arm.
  'azure/read/permissions.ts > azure/read/roleAssignments.ts',

  // Types that a file shares with the parts that it uses belong in a file of their own.
  'app/runs/parseJournal.ts > app/runs/journal.ts',
  'host/accounts/fallbackAccounts.ts > host/accounts/accounts.ts',
  'host/accounts/vscodeAccounts.ts > host/accounts/accounts.ts',
  'webview/forms/createClusterNetwork.ts > webview/forms/createCluster.ts',
];
