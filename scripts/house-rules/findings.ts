import ts from 'typescript'
import { noGluedSql } from './no-glued-sql.ts'
import { noHiddenInputs } from './no-hidden-inputs.ts'

const houseRules = [noGluedSql, noHiddenInputs]

/** One line a finding: `file:line rule: sentence`. */
export function findingsIn(file: string, text: string): string[] {
  const rules = houseRules.filter((rule) => rule.appliesTo(file))
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true)
  const findings: string[] = []
  visit(source)
  return findings

  function visit(node: ts.Node): void {
    const complaints = rules.map((rule) => rule.complaint(node)).filter((complaint) => complaint !== null)
    findings.push(...complaints.map((complaint) => `${file}:${lineOf(node)} ${complaint}`))
    // What was reported whole is not reported again for each of its parts.
    if (complaints.length === 0) ts.forEachChild(node, visit)
  }

  function lineOf(node: ts.Node): number {
    return source.getLineAndCharacterOfPosition(node.getStart()).line + 1
  }
}
