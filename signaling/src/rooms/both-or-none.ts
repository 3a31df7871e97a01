/** Waits for both, so that what one has made can be undone when the other failed. */
export async function bothOrNone<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second])
  return [await first, await second]
}
