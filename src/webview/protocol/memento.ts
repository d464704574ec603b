/** What a panel's page keeps across a reload of its window. */
import { changeKind, changeShape } from '../../domain/change/change.ts';
import { leftOutFixes, promisedFixes } from '../../domain/report/promisedFixes.ts';
import { either, object, oneOf, optional, readOrUndefined, record, table, type Of } from '../../shape/shape.ts';
import { ownLists, stage } from './flow.ts';
import { fieldValue } from './form.ts';
import { cappedList, text } from './limits.ts';
import { tab } from './tab.ts';

const flowKind = either(changeKind, ownLists);

const changeList = object({
  title: text,
  doing: optional(text),
  done: optional(text),
  changes: cappedList(changeShape),
  fixes: optional(promisedFixes),
  leftOut: optional(leftOutFixes),
  /** What the sentences in it were made of, for who reads them in another language after the reload. */
  sentences: optional(record),
});
/** Where it has them. */
export const listPlaces = [
  ...['title', 'doing', 'done', 'fixes.promised.*.title', 'fixes.promised.*.why'],
  ...['leftOut.findings.*.title', 'leftOut.findings.*.reason'],
];

/** The shape of what a page keeps. */
export const memento = object({
  version: oneOf(1),
  clusterId: optional(text),
  /** The identity whose map it is. */
  identityId: optional(text),
  /** The principal that it is about, and its name. */
  principalId: optional(text),
  principalName: optional(text),
  tab,
  kind: optional(flowKind),
  stage: optional(stage),
  values: optional(table(fieldValue)),
  /** The fields among them that the user has changed. */
  touched: optional(cappedList(text)),
  /** The changes that were asked for together, with their title. */
  list: optional(changeList),
  /** The tab on which the change was started. */
  from: optional(tab),
  activityId: optional(text),
  /** The change that goes on once a role is active. */
  setAside: optional(
    object({
      kind: flowKind,
      values: table(fieldValue),
      touched: cappedList(text),
      list: optional(changeList),
      from: optional(tab),
    }),
  ),
});
/** What the page keeps across a reload of the window, to send back to the host; the host checks it again. */
export type Memento = Of<typeof memento>;

/** Returns what a page kept, or `undefined` if this version would not have written it. */
export function parseMemento(value: unknown): Memento | undefined {
  return readOrUndefined(memento, value);
}
