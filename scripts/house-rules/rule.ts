import type ts from 'typescript'

/** A rule of ours that no published linter has. Looks at one node; a sentence names the rule and the remedy. */
export interface HouseRule {
  appliesTo(file: string): boolean
  complaint(node: ts.Node): string | null
}
