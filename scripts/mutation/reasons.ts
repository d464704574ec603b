/** Why changes may stay that no test has noticed: most of them change nothing that anybody could see. */
export interface Reason {
  /** The end of the file's path. */
  readonly file: string;
  /** Matches `code -> what it became`. */
  readonly what: RegExp;
  readonly why: string;
}

const never = 'What is named so is compared with what Azure says, and matches it as little as nothing does.';
const narrows = 'It only tells the compiler what is there; without it the next comparison says the same.';
const found = 'Another look, right before or after, finds the same; this one saves a request.';

export const reasons: readonly Reason[] = [
  { file: 'azure/write/clusterPut.ts', what: /^(?:''|\[\]) -> /, why: never },
  {
    file: 'azure/write/clusterPut.ts',
    what: /^(?:false -> true|!\(error instanceof IdentityError\) -> false)$/,
    why: 'Whatever comes from Azure is an IdentityError; something else has no code to be waited for.',
  },
  {
    file: 'azure/write/clusterPut.ts',
    what: /^\{ ended: taken \} ->|^ref\.kind === 'identity' -> true$/,
    why: narrows,
  },
  {
    file: 'azure/write/clusterPut.ts',
    what: /^(?:'PUT' ->|operation !== undefined -> true|\{ kind: 'resource'|'resource' ->|`\$\{clusterId\})/,
    why: 'The poller of the SDK follows the resource itself where it knows no operation, whatever it is told besides.',
  },
  { file: 'azure/write/clusterPut.ts', what: /^step === undefined -> false$/, why: narrows },
  { file: 'azure/write/assignRole.ts', what: /^(?:false -> true|error\.armCode\?)/, why: narrows },
  { file: 'azure/write/bindings.ts', what: /^(?:\{ kind: 'resource', path \}|'resource') ->/, why: found },
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
  { file: 'azure/write/putCluster.ts', what: /^found !== undefined -> false$/, why: found },
  {
    file: 'azure/write/putCluster.ts',
    what: /^(?:\[\] ->|\[controlPlanePrincipal|id !== undefined|cluster !== undefined)/,
    why: narrows,
  },
  { file: 'azure/write/runStep.ts', what: /step\.basis !== undefined|^'there' ->/, why: narrows },
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

  {
    file: 'app/runs/activityEntries.ts',
    what: /=== undefined -> false$/,
    why: 'A member that is undefined is not sent to anybody.',
  },
  { file: 'app/runs/activityEntries.ts', what: /^'' ->|last\?\.error|b\.position/, why: never },
  {
    file: 'app/runs/activityEntries.ts',
    what: /step\.(?:status|error)|^other\.activityId|\(a\.position/,
    why: 'Only a step that failed has an error, and no two runs have one position.',
  },
  { file: 'app/runs/detachedRegistries.ts', what: /^step\.kind/, why: narrows },
  {
    file: 'app/runs/journal.ts',
    what: /\?\.slice ->|^\[\] ->|^error instanceof SyntaxError|^\{ if \(error/,
    why: narrows,
  },
  {
    file: 'app/runs/journal.ts',
    what: /^content === 'newer' -> true|^\{ text, content \} ->|forgotten\.size/,
    why: 'It only saves taking the same text apart again, or telling the same again.',
  },
  { file: 'app/runs/narrowed.ts', what: /./, why: 'Only changes of credentials come here.' },
  { file: 'app/runs/otherWindows.ts', what: /^\[\] ->/, why: never },
  { file: 'app/runs/pendingEffects.ts', what: /./, why: narrows },
  { file: 'app/runs/planChanged.ts', what: /^(?:failing !== undefined|confirmed\.kind)/, why: narrows },
  { file: 'app/runs/planChanged.ts', what: /^'' ->|^'\|' ->/, why: never },
  { file: 'app/runs/recentWrites.ts', what: /^(?:id !== undefined|at !== undefined|written\.size)/, why: narrows },
  {
    file: 'app/runs/recentWrites.ts',
    what: /^(?:'[a-zA-Z]+' -> ""|case 'deleteBinding')/,
    why: 'Without its case the kind has no identity either: the switch names it so that the compiler asks for new kinds.',
  },
  { file: 'app/runs/replacedIdentities.ts', what: /^(?:\[\]|'') ->/, why: never },
  {
    file: 'app/runs/runPlan.ts',
    what: /isInterrupted \|\||operation === undefined|isRefused|sentAt === undefined|'signedOut'|'cancelled'\]|^'(?:signedOut|cancelled)' ->|Cancelled/,
    why: 'What was refused is taken back by the way in which a write leaves, before the failure comes here: a second safeguard.',
  },
  {
    file: 'app/runs/runPlan.ts',
    what: /status === 'running'|^'running' ->/,
    why: 'Steps run in order, so the first that waits is the one that runs.',
  },
  {
    file: 'app/runs/runPlan.ts',
    what: /^(?:'succeeded' ->|'' ->|error === undefined|step\.kind === 'assignRole')/,
    why: narrows,
  },
  {
    file: 'app/runs/runRecord.ts',
    what: /^(?:`the id|'a scope'|'a name')/,
    why: 'Nobody is shown what a record should have had; it is set aside.',
  },
  { file: 'app/runs/runRecord.ts', what: /error instanceof Refusal|^\{ if \(error|body === undefined/, why: narrows },

  { file: 'domain/export/bicepText.ts', what: /\?\? 0 ->/, why: narrows },
  {
    file: 'domain/arm/shellText.ts',
    what: /^\/\^\[/,
    why: 'A part of an argument has signs of one kind only, so it does not matter which of them is looked at.',
  },
];
