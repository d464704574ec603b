/** What is posted to a page: only states that the guards accept, so that the page shows them as they are. This file is pure. */
import { IdentityError } from '../../errors.ts';
import { parseState, type Banner, type PanelState } from '../protocol/panel.ts';
import { parseReportState, type ReportState } from '../protocol/report.ts';
import { firstLook } from '../../domain/words/reportLook.ts';
import { defined } from '../../shape/defined.ts';
import { say } from '../../sentences/words.ts';
import { t, shownText } from '../../sentences/language.ts';

/** A state that the page accepts, and whether it is complete. */
export interface AcceptableState<T> {
  readonly state: T;
  readonly isWhole: boolean;
}

const incompleteText = say`Part of this can't be shown: it is too large, or in a form that this window doesn't support.`;
const banner = (): Banner => ({ tone: 'error', text: shownText(incompleteText), action: 'showLog' });

/** Returns the panel's state, or as much of it as the page accepts, with a banner that says so. */
export function acceptableState(state: PanelState): AcceptableState<PanelState> {
  const { version, tab, clusterId } = state.memento;
  const bare: PanelState = {
    seen: state.seen,
    title: 'AKS Identity',
    subtitle: '',
    badges: [],
    isDemo: state.isDemo,
    hasPortal: false,
    starts: [],
    banner: banner(),
    tabs: state.tabs,
    tab: state.tab,
    memento: { version, tab, ...defined({ clusterId }) },
  };
  const alone = withoutCluster(state);
  const less = [alone, withoutPlan(state), withoutPlan(alone), withoutFlow(alone)].map((shorter) => ({
    ...shorter,
    banner: banner(),
  }));
  return firstThatFits(state, less, bare, (candidate) => parseState(candidate) !== undefined);
}

function withoutCluster({ details: _, map: __, ...rest }: PanelState): PanelState {
  return rest;
}

/** Drops the plan; with the rest of the change, the user can still go back. */
function withoutPlan(state: PanelState): PanelState {
  if (!state.flow) return state;
  const { plan: _, ...flow } = state.flow;
  return { ...state, flow };
}

function withoutFlow({ flow: _, ...rest }: PanelState): PanelState {
  return rest;
}

/** Returns the report's state, or as much of it as the page accepts, as a failed report. */
export function acceptableReport(state: ReportState): AcceptableState<ReportState> {
  const failed = { phase: 'failed', failure: t`${incompleteText} Show the log for details.` } as const;
  const folded = state.lines.map(({ findings: _, ...line }) => line);
  const none = {
    lines: [],
    groups: [],
    selected: 0,
    notes: [],
    matching: 0,
    unchecked: 0,
    first: 0,
    pages: 1,
  };
  const { suggestions: _, ...rest } = state;
  return firstThatFits(
    state,
    [{ ...rest, ...failed, lines: folded, groups: [] }],
    { ...rest, ...failed, ...none, subtitle: '', memento: { version: 2, look: firstLook, unfolded: [] } },
    (candidate) => parseReportState(candidate) !== undefined,
  );
}

/** Returns the error that is logged if a state could not be shown completely. */
export function incompleteStateError(page: 'panel' | 'report'): IdentityError {
  return new IdentityError({ code: 'unexpected', message: say`The ${page} could not show all of its state.` });
}

function firstThatFits<T>(wholeState: T, less: readonly T[], last: T, fits: (state: T) => boolean): AcceptableState<T> {
  if (fits(wholeState)) return { state: wholeState, isWhole: true };
  return { state: less.find(fits) ?? last, isWhole: false };
}
