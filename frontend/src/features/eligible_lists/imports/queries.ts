import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, http, ifMatch } from "../../../api/client";
import type { EligibleList, ImportPreview } from "../../../api/types";
import { invalidate } from "../../../api/queries";
import type { Format, Mapping } from "./mapping";

export const IMPORTS = "/api/v1/imports";

export const importQuery = (importId: string) =>
  api.queryOptions("get", "/api/v1/imports/{import_id}", { params: { path: { import_id: importId } } });

export const formatOf = (list: EligibleList): Format => (list.scoring_model_id ? "results" : "generic");

/** Sends a file to be looked at; no row is read yet. */
export function useUpload(list: EligibleList, onFound: (found: ImportPreview) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (file: File) => {
      const form = new FormData();
      form.set("file", file);
      form.set("format", formatOf(list));
      form.set("look_only", "true");
      const { data, error } = await http.POST("/api/v1/eligible-lists/{list_id}/imports", {
        params: { path: { list_id: list.id } },
        body: form as never,
        bodySerializer: (body: unknown) => body as FormData,
      });
      if (error) throw error;
      return data;
    },
    onSuccess: (found) => {
      queries.setQueryData(importQuery(found.id).queryKey, found);
      invalidate(queries, ["/api/v1/eligible-lists/{list_id}/imports"]);
      onFound(found);
    },
  });
}

export interface Again {
  mapping?: Mapping;
  sheet?: string | null;
  look_only?: boolean;
}

/** Reads the kept file again, by other columns or another sheet. */
export function useReadAgain(found: ImportPreview, onRead: (found: ImportPreview) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (again: Again) => {
      const { data, error } = await http.POST("/api/v1/imports/{import_id}/preview", {
        params: { path: { import_id: found.id } },
        headers: ifMatch(found),
        body: {
          mapping: (again.mapping ?? null) as never,
          sheet: again.sheet ?? null,
          look_only: again.look_only ?? false,
        },
      });
      if (error) throw error;
      return data;
    },
    onSuccess: (read) => {
      queries.setQueryData(importQuery(read.id).queryKey, read);
      invalidate(queries, ["/api/v1/imports/{import_id}/diff", "/api/v1/eligible-lists/{list_id}/imports"]);
      onRead(read);
    },
    onError: () => {
      invalidate(queries, ["/api/v1/imports/{import_id}"]);
    },
  });
}
