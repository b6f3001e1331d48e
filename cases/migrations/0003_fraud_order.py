from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_append_only")]

    operations = [
        migrations.AlterModelOptions(
            name="fraudreport",
            options={
                "ordering": [
                    models.OrderBy(
                        models.F("reported_on"), descending=True, nulls_last=True
                    ),
                    "-pk",
                ],
                "verbose_name": "fraud report",
                "verbose_name_plural": "fraud reports",
            },
        ),
        migrations.RemoveIndex(
            model_name="fraudreport", name="cases_fraud_loss_ba1432_idx"
        ),
        migrations.AddIndex(
            model_name="fraudreport",
            index=models.Index(
                models.OrderBy(models.F("loss"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="report_largest_loss_first",
            ),
        ),
    ]
