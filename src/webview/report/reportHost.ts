import type { IdentityService } from '../../app/identityService.ts';
import type { CommandId } from '../../contributions.ts';
import type { Baseline } from '../../domain/report/comparison.ts';
import type { ReportFormat } from '../../domain/report/report.ts';
import type { PanelTarget, Target } from '../../manifest.ts';
import type { ReportState } from '../protocol/report.ts';

/** What a report session needs from outside. */
export interface ReportHost {
  /** Returns the service of the connection; rejects with `signedOut` if there is none. */
  readonly service: () => Promise<IdentityService>;
  /** Returns the subscriptions that the tree shows; `undefined` means all. */
  readonly shownSubscriptions: () => readonly string[] | undefined;
  readonly post: (state: ReportState) => void;
  /** Lets the user pick an earlier report; `undefined` if they pick none. */
  readonly pickEarlier: () => Promise<Baseline | undefined>;
  readonly openText: (text: Promise<string>, format: ReportFormat) => void;
  readonly run: (command: CommandId, target?: Target | PanelTarget) => void;
  /** Copies a link to the report of one subscription, or of those that are shown. */
  readonly copyLink: (subscriptionId: string | undefined) => void;
  readonly note: (error: unknown) => void;
  readonly now: () => Date;
}
