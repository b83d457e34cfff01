import { Textarea, type TextareaProps } from "@mantine/core";

interface ProseFieldProps extends Omit<TextareaProps, "value" | "onChange" | "autosize"> {
  value: string;
  onChange: (value: string) => void;
}

/** Sentences typed by hand, in a field that grows with them: a reason, a note, the grounds of a protest. */
export function ProseField({ minRows = 2, onChange, ...rest }: ProseFieldProps) {
  return (
    <Textarea
      autosize
      minRows={minRows}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
      {...rest}
    />
  );
}
