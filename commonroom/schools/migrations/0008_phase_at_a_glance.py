"""The phase of a school is worked out with fewer looks at its type. A generated column changes by being made anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0007_search_cards"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="school",
            name="phase_group",
        ),
        migrations.AddField(
            model_name="school",
            name="phase_group",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            models.Q(("type__contains", "pecial"), _negated=True),
                            models.Q(("type__contains", "eferral"), _negated=True),
                            models.Q(("type__contains", "rovision"), _negated=True),
                        ),
                        then=models.Case(
                            models.When(phase__in=["Nursery", "nursery"], then=models.Value("nursery")),
                            models.When(phase__in=["Primary", "primary"], then=models.Value("primary")),
                            models.When(
                                phase__in=["Middle Deemed Primary", "Middle deemed primary", "middle deemed primary"],
                                then=models.Value("primary"),
                            ),
                            models.When(
                                phase__in=[
                                    "Middle Deemed Secondary",
                                    "Middle deemed secondary",
                                    "middle deemed secondary",
                                ],
                                then=models.Value("secondary"),
                            ),
                            models.When(phase__in=["Secondary", "secondary"], then=models.Value("secondary")),
                            models.When(
                                phase__in=["All-Through", "All-through", "all-through"],
                                then=models.Value("all-through"),
                            ),
                            models.When(
                                phase__in=["All Through", "All through", "all through"],
                                then=models.Value("all-through"),
                            ),
                            models.When(phase__in=["16 Plus", "16 plus"], then=models.Value("16 plus")),
                            default=models.Value("other"),
                        ),
                    ),
                    models.When(then=models.Value("special and alternative"), type__contains="Special"),
                    models.When(then=models.Value("special and alternative"), type__contains="special"),
                    models.When(then=models.Value("special and alternative"), type__contains="Pupil Referral"),
                    models.When(then=models.Value("special and alternative"), type__contains="Pupil referral"),
                    models.When(then=models.Value("special and alternative"), type__contains="pupil referral"),
                    models.When(then=models.Value("special and alternative"), type__contains="Alternative Provision"),
                    models.When(then=models.Value("special and alternative"), type__contains="Alternative provision"),
                    models.When(then=models.Value("special and alternative"), type__contains="alternative provision"),
                    default=models.Case(
                        models.When(phase__in=["Nursery", "nursery"], then=models.Value("nursery")),
                        models.When(phase__in=["Primary", "primary"], then=models.Value("primary")),
                        models.When(
                            phase__in=["Middle Deemed Primary", "Middle deemed primary", "middle deemed primary"],
                            then=models.Value("primary"),
                        ),
                        models.When(
                            phase__in=["Middle Deemed Secondary", "Middle deemed secondary", "middle deemed secondary"],
                            then=models.Value("secondary"),
                        ),
                        models.When(phase__in=["Secondary", "secondary"], then=models.Value("secondary")),
                        models.When(
                            phase__in=["All-Through", "All-through", "all-through"], then=models.Value("all-through")
                        ),
                        models.When(
                            phase__in=["All Through", "All through", "all through"], then=models.Value("all-through")
                        ),
                        models.When(phase__in=["16 Plus", "16 plus"], then=models.Value("16 plus")),
                        default=models.Value("other"),
                    ),
                ),
                output_field=models.CharField(max_length=30),
            ),
        ),
    ]
