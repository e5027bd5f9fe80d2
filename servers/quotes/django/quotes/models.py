from django.db import models


class Author(models.Model):
    id = models.IntegerField(primary_key=True)
    name = models.TextField()

    class Meta:
        managed = False
        db_table = "author"


class Quote(models.Model):
    id = models.IntegerField(primary_key=True)
    quote_text = models.TextField()
    author = models.ForeignKey(Author, on_delete=models.CASCADE)
    views = models.IntegerField(default=0)

    class Meta:
        managed = False
        db_table = "quote"
