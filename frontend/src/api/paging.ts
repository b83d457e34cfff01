import { keepPreviousData } from "@tanstack/react-query";

/** Keyset paging for `api.useInfiniteQuery`. */
export const byCursor = {
  pageParamName: "cursor",
  // Null is left out of the address; undefined would become the 0 of page numbers.
  initialPageParam: null as string | null,
  getNextPageParam: (page: { next_cursor: string | null }) => page.next_cursor ?? undefined,
  placeholderData: keepPreviousData,
};

interface Pages<Item> {
  data: { pages: { items: Item[]; total?: number | null }[] } | undefined;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** The rows so far, and what a table needs to ask for more. */
export function rowsOf<Item>(query: Pages<Item>) {
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const total = query.data?.pages[0]?.total ?? null;
  const more = query.hasNextPage
    ? { shown: items.length, total, isLoading: query.isFetchingNextPage, load: () => void query.fetchNextPage() }
    : undefined;
  return { items, total, more };
}
