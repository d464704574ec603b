import type { IdentityService } from '../../app/identityService.ts';
import type { CommandId } from '../../contributions.ts';
import type { Baseline } from '../../domain/report/comparison.ts';
import type { PanelTarget, Target } from '../../manifest.ts';
import type { ReportSight } from '../../domain/words/reportLook.ts';
import type { ReportState } from '../protocol/report.ts';
import type { ExportedFile } from './exported.ts';

/** What a report session needs from outside. */
export interface ReportHost {
  /** Returns the service of the connection; rejects with `signedOut` if there is none. */
  readonly service: () => Promise<IdentityService>;
  /** Returns the subscriptions that the tree shows; `undefined` means all. */
  readonly shownSubscriptions: () => readonly string[] | undefined;
  readonly post: (state: ReportState) => void;
  /** Lets the user pick an earlier report; `undefined` if they pick none. */
  readonly pickEarlier: () => Promise<Baseline | undefined>;
  /** Lets the user choose where to save a file. */
  readonly save: (file: ExportedFile) => void;
  readonly run: (command: CommandId, target?: Target | PanelTarget) => void;
  /** Copies a link to the report of one subscription, or of those that are shown, as the user looks at it. */
  readonly copyLink: (subscriptionId: string | undefined, sight: ReportSight) => void;
  readonly note: (error: unknown) => void;
  readonly now: () => Date;
}
