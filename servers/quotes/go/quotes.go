package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var errNoQuotes = errors.New("there are no quotes")

// quote is what the queries give, which is also the answer.
type quote struct {
	ID     int    `json:"id"`
	Text   string `json:"text"`
	Author string `json:"author"`
	Views  int    `json:"views"`
}

// database is a pool, or the one connection of a transaction.
type database interface {
	QueryRow(ctx context.Context, sql string, arguments ...any) pgx.Row
}

// fetch gives one random quote with its author; lock comes after the statement's LIMIT.
type fetch func(ctx context.Context, db database, lock string) (quote, error)

// shapes of the SQL for one random quote.
var shapes = map[string]fetch{
	"join":           fetchByJoin,
	"limit-then-key": fetchLimitThenKey,
	"django-join":    fetchByDjangoJoin,
}

type quotes struct {
	pool  *pgxpool.Pool
	fetch fetch
}

func openQuotes(ctx context.Context, poolMin, poolMax int) (*quotes, error) {
	shape := os.Getenv("SQL")
	if shape == "" {
		shape = "join"
	}
	fetch, ok := shapes[shape]
	if !ok {
		return nil, fmt.Errorf("SQL is %q; give join, limit-then-key or django-join", shape)
	}
	config, err := pgxpool.ParseConfig(os.Getenv("DATABASE_URL"))
	if err != nil {
		return nil, err
	}
	config.MinConns = int32(poolMin)
	config.MaxConns = int32(poolMax)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return &quotes{pool, fetch}, nil
}

func (q *quotes) close() { q.pool.Close() }

// random is one random quote with its author.
func (q *quotes) random(ctx context.Context) (quote, error) {
	found, err := q.fetch(ctx, q.pool, "")
	return found, orNoQuotes(err)
}

// countView adds 1 to the views of one random quote, in one transaction. The lock comes after LIMIT
// and is on quote alone, so that a transaction holds a single row and waits for no second: no two
// can wait for each other.
func (q *quotes) countView(ctx context.Context) (quote, error) {
	var counted quote
	err := pgx.BeginFunc(ctx, q.pool, func(tx pgx.Tx) error {
		var err error
		if counted, err = q.fetch(ctx, tx, " FOR UPDATE OF quote"); err != nil {
			return err
		}
		return tx.QueryRow(ctx,
			"UPDATE quote SET views = views + 1 WHERE id = $1 RETURNING views", counted.ID,
		).Scan(&counted.Views)
	})
	return counted, orNoQuotes(err)
}

func orNoQuotes(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return errNoQuotes
	}
	return err
}

// fetchByJoin joins by hand: the sort carries the columns of the answer.
func fetchByJoin(ctx context.Context, db database, lock string) (found quote, err error) {
	const sql = `
		SELECT quote.id, quote.quote_text AS text, author.name AS author, quote.views
		FROM quote JOIN author ON author.id = quote.author_id
		ORDER BY random()
		LIMIT 1`
	err = db.QueryRow(ctx, sql+lock).Scan(&found.ID, &found.Text, &found.Author, &found.Views)
	return found, err
}

// fetchLimitThenKey sorts quotes alone; the author of the one row comes by its key.
func fetchLimitThenKey(ctx context.Context, db database, lock string) (found quote, err error) {
	const sql = `
		SELECT quote.id, quote.quote_text AS text, quote.author_id, quote.views
		FROM quote
		ORDER BY random()
		LIMIT 1`
	var authorID int
	err = db.QueryRow(ctx, sql+lock).Scan(&found.ID, &found.Text, &authorID, &found.Views)
	if err != nil {
		return found, err
	}
	err = db.QueryRow(ctx, "SELECT name AS author FROM author WHERE id = $1", authorID).
		Scan(&found.Author)
	return found, err
}

// fetchByDjangoJoin sends what Django's ORM sends for select_related: the sort carries every column
// of both tables.
func fetchByDjangoJoin(ctx context.Context, db database, lock string) (found quote, err error) {
	const sql = `
		SELECT quote.id, quote.quote_text AS text, quote.author_id, quote.views,
		       author.id AS author_key, author.name AS author
		FROM quote INNER JOIN author ON quote.author_id = author.id
		ORDER BY random() ASC
		LIMIT 1`
	var authorID, authorKey int
	err = db.QueryRow(ctx, sql+lock).
		Scan(&found.ID, &found.Text, &authorID, &found.Views, &authorKey, &found.Author)
	return found, err
}
