import { announceQueries } from '../http/queryWatch.ts';

/** Sends one of the announced queries. */
export type AnnouncedQuery = <T>(query: () => Promise<T>) => Promise<T>;

/** Tells the listener how many queries are coming, does the work that sends them, and takes back those that were not sent. */
export async function withAnnouncement<T>(count: number, work: (announced: AnnouncedQuery) => Promise<T>): Promise<T> {
  const announcement = announceQueries(count);
  try {
    return await work((query) => query().finally(() => announcement.answered()));
  } finally {
    announcement.takeBack();
  }
}
