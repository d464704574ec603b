import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';

/** Shows the report of all clusters that the tree shows, or of those of the row's subscription. */
export function showReport({ reports }: Pick<CommandContext, 'reports'>, { subscriptionId }: Target): void {
  reports.show(subscriptionId === undefined ? {} : { subscriptionId });
}
