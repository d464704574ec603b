import { narrows, type Reason } from './reason.ts';
const never = 'What is named so is compared with what Azure says, and matches it as little as nothing does.';
const found = 'Another look, right before or after, finds the same; this one saves a request.';

/** Of `azure/write`. */
export const ofWrites: readonly Reason[] = [
  { file: 'azure/write/sendClusterPut.ts', what: /^(?:''|\[\]) -> /, why: never },
  {
    file: 'azure/write/sendClusterPut.ts',
    what: /^\{ ended: taken \} ->|^ref\.kind === 'identity' -> true$/,
    why: narrows,
  },
  {
    file: 'azure/write/sendClusterPut.ts',
    what: /^(?:'PUT' ->|operation !== undefined -> true|\{ kind: 'resource'|'resource' ->|`\$\{clusterId\})/,
    why: 'The poller of the SDK follows the resource itself where it knows no operation, whatever it is told besides.',
  },
  { file: 'azure/write/accessPolicies.ts', what: /^there\?\.isIdle -> there\.isIdle$/, why: narrows },
  { file: 'azure/write/accessPolicies.ts', what: /^\[\] -> /, why: never },
  {
    file: 'azure/write/accessPolicies.ts',
    what: /^\(list \?\? null\) === null -> true$/,
    why: 'A vault whose policies are neither left out nor a list is refused when it is read.',
  },
  {
    file: 'azure/write/aroundClusters.ts',
    what: /^there (?:!== undefined -> true|=== undefined -> false)$/,
    why: narrows,
  },
  {
    file: 'azure/write/aroundClusters.ts',
    what: /^'' -> /,
    why: 'No type has that name either, so that nothing more is promised of the thing than that it is this one.',
  },
  { file: 'azure/write/assignRole.ts', what: /^(?:false -> true|error\.armCode\?)/, why: narrows },
  {
    file: 'azure/write/assignRole.ts',
    what: /^condition === undefined -> false$/,
    why: 'A condition that is undefined is left out where the request is made.',
  },
  {
    file: 'azure/write/createCluster.ts',
    what: /^\[\] -> |one\.identityId|'identityId' in one|\?\.\[1\]/,
    why: narrows,
  },
  {
    file: 'azure/write/createCluster.ts',
    what: /typeof (?:some|all) === 'string'/,
    why: 'A text and a number in the same place of a cluster do not occur; the next line tells them apart, too.',
  },
  { file: 'azure/write/credentials.ts', what: /^(?:'' ->|issuer !== undefined -> true)/, why: never },
  { file: 'azure/write/operations.ts', what: /^'' -> /, why: never },
  { file: 'azure/write/putCluster.ts', what: /^found !== undefined -> false$/, why: found },
  {
    file: 'azure/write/putCluster.ts',
    what: /^(?:\[\] ->|\[controlPlanePrincipal|id !== undefined|cluster !== undefined)/,
    why: narrows,
  },
  { file: 'azure/write/simpleSteps.ts', what: /step\.basis !== undefined|^'there' ->/, why: narrows },
  { file: 'azure/write/stepPrincipal.ts', what: /^addon\?\.identityId -> addon\.identityId$/, why: narrows },
  {
    file: 'azure/write/upgradeNodeImage.ts',
    what: /^(?:'POST' ->|operation === undefined -> false)/,
    why: 'The poller of the SDK follows the resource itself where it knows no operation, whatever it is told besides.',
  },
  { file: 'azure/write/writePace.ts', what: /worthTelling/, why: 'A wait of exactly two seconds is told, or not.' },
  {
    file: 'azure/write/writePace.ts',
    what: /subscriptionOf|^'' ->|^\[\] ->/,
    why: 'An identity lies in a subscription, whose id has one casing here; a limit that nothing else shares limits nothing.',
  },
];
