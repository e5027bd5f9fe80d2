-- 1,000,000 rows at full size: `a` counts from 0, `b` holds 20 random letters.
CREATE TABLE test (
    a integer PRIMARY KEY,
    b text NOT NULL
);
