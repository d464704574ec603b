/** Actions as fast-check's commands. */
import { fc } from '../../support/property.ts';
import { relatedActions, type Action } from './actions.ts';
import { end, forget, newModel, perform, type Model } from './model.ts';

/** What decides before an action whether there is anything that it could do. */
interface Known {
  /** For each window, whether it shows a plan. */
  plans: readonly boolean[];
  hasOpen: boolean;
  isRunning: boolean;
}

class ActionCommand implements fc.AsyncCommand<Known, Model> {
  readonly #action: Action;

  constructor(action: Action) {
    this.#action = action;
  }

  check({ plans, hasOpen, isRunning }: Readonly<Known>): boolean {
    const action = this.#action;
    switch (action.do) {
      case 'confirm':
        return plans[action.window] === true;
      case 'resume':
        return hasOpen;
      case 'stop':
        return isRunning;
      case 'plan':
      case 'apply':
      case 'kill':
      case 'close':
      case 'colleague':
      case 'fault':
      case 'clear':
      case 'slowJournal':
      case 'setBack':
      case 'wait':
        return true;
    }
  }

  async run(known: Known, model: Model): Promise<void> {
    await perform(this.#action, model);
    known.plans = model.windows.map(({ shown }) => shown !== undefined);
    known.hasOpen = model.hasOpen;
    known.isRunning = model.windows.some(({ underWay }) => underWay.size > 0);
  }

  toString(): string {
    return JSON.stringify(this.#action);
  }
}

/** Any sequence of so many actions at most. */
export function anySequence(maxCommands: number): fc.Arbitrary<Iterable<fc.AsyncCommand<Known, Model>>> {
  return fc.oneof(
    ...relatedActions.map((related) =>
      fc.commands([related.map((action) => new ActionCommand(action))], { maxCommands, size: 'max' }),
    ),
  );
}

/** Runs a drawn sequence on a new model to its end; rejects in words where anything was broken. */
export async function runSequence(commands: Iterable<fc.AsyncCommand<Known, Model>>): Promise<void> {
  await onModel((real) =>
    fc.asyncModelRun(() => ({ model: { plans: [], hasOpen: false, isRunning: false }, real }), commands),
  );
}

/** Runs the actions on a new model to its end; rejects in words where anything was broken. */
export async function runActions(actions: readonly Action[]): Promise<void> {
  await onModel(async (model) => {
    for (const action of actions) await perform(action, model);
  });
}

async function onModel(work: (model: Model) => Promise<void>): Promise<void> {
  const model = newModel();
  try {
    await work(model);
    await end(model);
  } finally {
    forget(model);
  }
}
