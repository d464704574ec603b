import { narrows, type Reason } from './reason.ts';

const remembers = 'It only remembers answers; without it each is worked out anew.';
const quick = 'A way to the same answer in less time: what is passed over here is ruled out later.';
const pattern = 'domain/access/actionPattern.ts';

/** Of `domain/access`. */
export const ofAccess: readonly Reason[] = [
  {
    file: pattern,
    what: /^answer !== undefined -> false|^remembered\+\+|^matches\.(?:clear|set)\(|^known\.set\(|^\[0, undefined\] -> \[\]/,
    why: remembers,
  },
  {
    file: pattern,
    what: /^(?:wanted === '\*' -> false|star === last|!mayMeet\(allOf\)|noneOf\.filter|\[\.\.\.allOf, pattern\] -> \[\])/,
    why: quick,
  },
  {
    file: pattern,
    what: /^(?:\[JSON\.stringify|positions\.has\(position\) -> false)/,
    why: quick,
  },
  {
    file: pattern,
    what: /^seen\.size >= mostStates -> seen\.size > /,
    why: 'It does not matter whether one state more is looked at before the careful answer is given.',
  },
  {
    file: pattern,
    what: /^(?:next\.some\(|\(places, index\) => isOver|places\.length === 0 -> false|\{ return hasToMatch)/,
    why: quick,
  },
  { file: pattern, what: /^pattern\.(?:endsWith\('\*'\)|length - 1 -> pattern\.length \+ 1)/, why: quick },
  { file: pattern, what: /^(?:starts|tails)\.every|^(?:each\.at\(-1\)|patterns\[index\]) \?\? '' ->/, why: quick },
  {
    file: pattern,
    what: /^'\*' -> ""$/,
    why: 'Either a shortcut is not taken, or another text that no action has stands for all others: the way through the whole text decides the same.',
  },
  {
    file: pattern,
    what: /^pattern\.toLowerCase\(\) -> pattern\.toUpperCase\(\)$/,
    why: 'All patterns that are compared there get the same casing, whichever it is.',
  },
  { file: pattern, what: /^'' -> |^patterns\[index\]\?\.(?:length|\[place\]) ->/, why: narrows },
  {
    file: pattern,
    what: /^b\.length > a\.length -> b\.length >= a\.length$/,
    why: 'Of two different texts of one length neither begins or ends with the other, so it does not matter which is kept.',
  },
  {
    file: pattern,
    what: /^last > 0 -> /,
    why: 'Once there is a star among the places it stays, so without one there is one place; what lies before it only takes time.',
  },
  {
    file: 'domain/access/accessCheck.ts',
    what: /^!assignment\.createdOn -> false$/,
    why: 'What is no time is not recent either.',
  },
  { file: 'domain/access/denials.ts', what: /^(?:subscriptionId|owner) === undefined -> false$/, why: narrows },
  {
    file: 'domain/access/permissions.ts',
    what: /^!isFamily\(action\) -> false$|^'\*' -> ""$/,
    why: 'One action is a family of one, so the way for families gives the same answer in more time.',
  },
  {
    file: 'domain/access/roleCondition.ts',
    what: /^'' -> /,
    why: 'Behind the end of a condition stands a text that is no word of it, whatever the text is.',
  },
  {
    file: 'domain/access/existingGrant.ts',
    what: /^\[\] -> \["Stryker/,
    why: 'The text in the list has no principal, so it is the grant of nobody.',
  },
  {
    file: 'domain/access/existingGrant.ts',
    what: /^'nothing' -> |^case 'nothing'/,
    why: 'Where nothing is there, there is no assignment to return: the switch names it so that the compiler asks for new kinds.',
  },
];
