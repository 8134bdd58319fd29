select file, line, reason_ja, reason_en, allowed from audit.declaration_faults order by file, line
