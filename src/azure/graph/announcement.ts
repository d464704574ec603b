import { announceQueries } from '../http/queryWatch.ts';

/** Sends one of the queries whose number was announced. */
export type OneOfThem = <T>(query: () => Promise<T>) => Promise<T>;

/** Announces the number of queries to the listener, does the work that sends them, and takes back those that were not sent. */
export async function withAnnouncement<T>(count: number, work: (each: OneOfThem) => Promise<T>): Promise<T> {
  const announcement = announceQueries(count);
  try {
    return await work((query) => query().finally(() => announcement.answered()));
  } finally {
    announcement.takeBack();
  }
}
